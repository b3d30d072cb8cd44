"""SimpleBaseline with DUC instead of deconvolutions, COCO 256x192.

The paper's Table VI prints AP 70.6 for it on COCO minival, after 50 epochs
(Sec. IV-D3). Assumed: the rate decreases at 60 and 80 %, as in 150 epochs.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/coco_plain_256x192.py',
    '../_base_/models/simple_baseline.py'
]

model = dict(
    head=dict(
        predictor=dict(type='DUCPredictor')))
train_cfg = dict(max_epochs=50)
param_scheduler = dict(milestones=[30, 40])
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

"""MSFFN, 2 stages of ResNet-50, COCO 256x192, in practice.

The paper's Table 1 prints AP 74.3 for it on COCO minival.
Strides are MSPN's, the heatmaps' is 4; td-hm_2xmsffn50-fullres_* follows the
text to the letter.
"""
_base_ = [
    '../_base_/schedules/msffn_192k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/msffn.py'
]

codec = dict(blur_kernel_size=1)
num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(
        num_stages=num_stages))
train_dataloader = dict(batch_size=32)
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

"""Two small MSPN stages, fine-tuned on rendered people in minutes.

    mim train mmpose configs/mspn/quickstart.py

It starts from quickstart.pth, which was trained on other rendered people with
td-hm_2xmspn18-w24_1xb32-5e_rendered-people-upright-192x144.py.
"""
_base_ = [
    '../_base_/schedules/small.py', '../_base_/datasets/rendered_people.py',
    '../_base_/pipelines/upright.py', '../_base_/models/mspn_small.py'
]

load_from = '{{ fileDirname }}/quickstart.pth'
model = dict(head=dict(loss=dict(coarse_weight=0.1)))
auto_scale_lr = dict(base_batch_size=16)
train_cfg = dict(max_epochs=1)
optim_wrapper = dict(optimizer=dict(lr=3e-4))

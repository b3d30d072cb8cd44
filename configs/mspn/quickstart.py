"""Two small MSPN stages, fine-tuned on rendered people in minutes.

    mim train mmpose configs/mspn/quickstart.py

It starts from quickstart.pth, trained on other rendered people for two hours
by td-hm_2xmspn18-w24_1xb32-11e_rendered-people-128x96.py.
"""
_base_ = [
    '../_base_/schedules/small.py',
    '../_base_/datasets/rendered_people_128x96.py',
    '../_base_/models/mspn_small.py'
]

load_from = '{{ fileDirname }}/quickstart.pth'
max_epochs = 2
model = dict(head=dict(decoder=_base_.codec))
train_cfg = dict(max_epochs=max_epochs)
optim_wrapper = dict(optimizer=dict(lr=5e-4))
param_scheduler = _base_.param_scheduler
param_scheduler[1].end = max_epochs
default_hooks = dict(
    checkpoint=dict(interval=1, max_keep_ckpts=1), logger=dict(interval=20))

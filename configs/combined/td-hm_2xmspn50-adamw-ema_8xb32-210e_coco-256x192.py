"""MSPN, 2 stages of ResNet-50, with AdamW, a cosine and averaged weights."""
_base_ = [
    '../_base_/schedules/adamw_ema_210e.py',
    '../_base_/datasets/coco_256x192.py', '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

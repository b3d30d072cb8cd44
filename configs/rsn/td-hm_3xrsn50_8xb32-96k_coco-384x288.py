"""RSN, 3 stages of RSN-50, COCO 384x288."""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_384x288.py',
    '../_base_/models/rsn.py'
]

num_stages = 3
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

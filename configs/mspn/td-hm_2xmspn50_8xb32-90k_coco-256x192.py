"""MSPN, 2 stages of ResNet-50, COCO 256x192, at the printed rate.

td-hm_2xmspn50_8xb32-96k_coco-256x192.py with the literal schedule of Sec. 4.2:
5e-4, which the official code multiplies by the number of GPUs.
"""
_base_ = [
    '../_base_/schedules/mspn_90k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages), head=dict(num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

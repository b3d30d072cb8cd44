"""MSPN, 2 stages of ResNet-50; the last stage teaches the first one.

For networks that are deployed with one stage: deploy=dict(stages=1).
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(
        num_stages=num_stages, loss=dict(type='DistilledSupervision')))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

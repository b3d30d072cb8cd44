"""MSPN, 4 stages of ResNet-50, COCO and AI Challenger, 384x288.

The paper's Table 7 prints AP 77.1 on COCO test-dev with external data, which
it does not name, and 78.1 for an ensemble (`mspn test --ensemble`).
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_aic_384x288.py', '../_base_/models/mspn.py'
]

num_stages = 4
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

"""EFAFNet on ResNet-50, CrowdPose.

The paper's Table IV prints AP 64.2 without naming the backbone.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/crowdpose_plain_256x192.py',
    '../_base_/models/efafnet.py'
]

model = dict(
    head=dict(
        out_channels=14))
default_hooks = dict(
    checkpoint=dict(save_best='crowdpose/AP', rule='greater'))

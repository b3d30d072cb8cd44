"""SimpleBaseline on ResNet-50, crowdpose-256x192, the baseline of EFAFNet.

The paper's Table IV prints AP 60.8 for it.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/crowdpose_plain_256x192.py',
    '../_base_/models/simple_baseline.py'
]

model = dict(head=dict(out_channels=14))
default_hooks = dict(checkpoint=dict(save_best='crowdpose/AP', rule='greater'))

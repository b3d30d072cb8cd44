"""SimpleBaseline on ResNet-50, mpii-256x256, the baseline of EFAFNet.

Sec. IV-B trains it again; Table III prints PCKh 91.5 on the test set, the
figure of SimpleBaseline's paper.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/mpii_plain_256x256.py',
    '../_base_/models/simple_baseline.py'
]

model = dict(head=dict(out_channels=16))
default_hooks = dict(checkpoint=dict(save_best='PCK', rule='greater'))

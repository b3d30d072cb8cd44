"""EFAFNet on ResNet-50, MPII.

The paper's Table III prints PCKh 92.0 on the test set. According to its head
score this is ResNet-152 (Sec. IV-B).
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/mpii_plain_256x256.py',
    '../_base_/models/efafnet.py'
]

model = dict(
    head=dict(
        out_channels=16))
default_hooks = dict(checkpoint=dict(save_best='PCK', rule='greater'))

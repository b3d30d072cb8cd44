# MSPN, 2 stages of ResNet-18.
_base_ = 'mspn.py'

encoder = dict(
    depth=18, init_cfg=dict(checkpoint='torchvision://resnet18'))
model = dict(
    backbone=encoder,
    neck=dict(
        in_channels=(64, 128, 256, 512), num_stages=2, encoder=encoder),
    head=dict(num_stages=2))

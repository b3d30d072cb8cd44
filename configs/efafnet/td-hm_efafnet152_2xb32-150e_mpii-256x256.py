"""EFAFNet on ResNet-152, MPII.

The paper's Table III prints PCKh 92.0 on the test set. Its head score, 98.6,
is that of ResNet-152 in Sec. IV-B.
"""
_base_ = 'td-hm_efafnet50_2xb32-150e_mpii-256x256.py'

model = dict(
    backbone=dict(
        depth=152, init_cfg=dict(checkpoint='torchvision://resnet152')))

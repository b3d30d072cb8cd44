# One stage of RSN-50 (Cai et al., ECCV 2020): MSPN with residual steps
# blocks, no ImageNet weights, and the pose refine machine at its end.
_base_ = 'mspn.py'

blocks = dict(residual_steps=dict(), init_cfg=None)
model = dict(
    backbone=dict(type='ExtendedResNet', **blocks),
    neck=dict(in_channels=(64, 128, 256, 512), encoder=blocks),
    head=dict(last_predictor=dict(type='RefinedPredictor')))

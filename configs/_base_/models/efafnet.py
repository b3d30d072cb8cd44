# EFAFNet: SimpleBaseline with FASM in every bottleneck, feature fusion with
# supervision of the encoder, DUC instead of deconvolutions, and OHKM (R = 8).
_base_ = 'simple_baseline.py'

model = dict(
    backbone=dict(fasm=dict(), out_indices=(0, 1, 2, 3)),
    neck=dict(
        type='FeatureFusion', in_channels=(256, 512, 1024, 2048)),
    head=dict(
        in_channels=256,
        num_stages=2,
        strides=((4, 8, 16), (32, )),
        predictor=dict(type='DUCPredictor'),
        loss=dict(topk=8)))

"""mmpose's SimpleBaseline on ResNet-50 with a quarter of its width."""
_base_ = '_base_/peer.py'

model = dict(
    backbone=dict(
        type='ResNet', depth=50, stem_channels=16, base_channels=16),
    head=dict(
        type='HeatmapHead',
        in_channels=512,
        out_channels=17,
        deconv_out_channels=(64, 64, 64),
        loss=dict(type='KeypointMSELoss', use_target_weight=True)))

# Two light stages: MoveNet Lightning's MobileNetV2 and feature pyramid as
# stage 1, inverted residuals as stage 2. The backbone is pretrained, so its
# norms are folded.
_base_ = 'mspn.py'

model = dict(
    data_preprocessor=dict(mean=[127.5] * 3, std=[127.5] * 3),
    backbone=dict(
        _delete_=True,
        type='TimmBackbone',
        name='mobilenetv2_100',
        layers=('blocks.1', 'blocks.2', 'blocks.3', 'bn2'),
        pad_type='same',
        fold=True,
        sliced_strides=True),
    neck=dict(
        in_channels=(24, 32, 64, 1280),
        num_stages=2,
        handoff_channels=24,
        encoder=dict(
            _delete_=True,
            type='InvertedResidualEncoder',
            channels=(24, 32, 64, 96),
            sliced_strides=True),
        decoder=dict(type='SeparableDecoder', norm_cfg=None)),
    head=dict(
        in_channels=(24, 24, 32, 64),
        out_channels=19,
        num_stages=2,
        predictor=dict(type='SeparablePredictor', norm_cfg=None),
        loss=dict(
            type='HeatmapSupervision', topk=None, coarse_weight=0.1)))

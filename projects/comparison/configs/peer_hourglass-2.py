"""mmpose's hourglass, 2 stacks, with an eighth of the width."""
_base_ = '_base_/peer.py'

model = dict(
    backbone=dict(
        type='NarrowHourglass',
        downsample_times=3,
        num_stacks=2,
        stage_channels=(32, 32, 48, 48),
        stage_blocks=(2, 2, 2, 2),
        feat_channel=32),
    head=dict(
        type='CPMHead',
        in_channels=32,
        out_channels=17,
        num_stages=2,
        deconv_out_channels=None,
        loss=dict(type='KeypointMSELoss', use_target_weight=True)))

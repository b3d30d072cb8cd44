"""mmpose's CPM, 3 stages, with an eighth of the width."""
_base_ = '_base_/peer.py'

codec = dict(heatmap_size=(8, 12))
model = dict(
    backbone=dict(
        type='CPMVariant',
        out_channels=17,
        num_stages=3,
        stem_channels=16,
        feat_channels=24,
        middle_channels=12),
    head=dict(
        type='CPMHead',
        in_channels=17,
        out_channels=17,
        num_stages=3,
        deconv_out_channels=None,
        final_layer=None,
        loss=dict(type='KeypointMSELoss', use_target_weight=True)))

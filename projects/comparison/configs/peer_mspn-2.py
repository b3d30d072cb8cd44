"""mmpose's MSPN, 2 stages with one bottleneck per unit.

Its stem has 64 channels, which cannot be changed.
"""
_base_ = '_base_/peer.py'

megvii = dict(
    type='MegviiHeatmap',
    input_size=(64, 96),
    heatmap_size=(16, 24),
    kernel_size=5)
codec = dict(_delete_=True, **megvii)
target = dict(
    multilevel=True,
    encoder=[dict(megvii, kernel_size=size) for size in (15, 11, 9, 7, 5)])
model = dict(
    backbone=dict(
        type='MSPN',
        unit_channels=32,
        num_stages=2,
        num_units=4,
        num_blocks=(1, 1, 1, 1)),
    head=dict(
        type='MSPNHead',
        out_shape=(24, 16),
        unit_channels=32,
        out_channels=17,
        num_stages=2,
        num_units=4,
        level_indices=[0, 1, 2, 3, 1, 2, 3, 4],
        loss=([
            dict(
                type='KeypointMSELoss',
                use_target_weight=True,
                loss_weight=0.25)
        ] * 3 + [
            dict(
                type='KeypointMSELoss',
                use_target_weight=True,
                loss_weight=1.)
        ]) * 2))

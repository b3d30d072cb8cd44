# Stacked hourglasses (MSPN, Tables 2 and 4) that cost as much as mspn-1, -2
# and -4: MSPN's stem, four resolutions.
_base_ = ['study.py', '../../../../configs/_base_/models/hourglass.py']

stem, channels = 16, (54, 54, 54, 54)
encoder = dict(channels=channels)
model = dict(
    backbone=dict(
        stem=dict(_delete_=True, type='ConvStem', out_channels=stem),
        encoder=encoder),
    neck=dict(
        in_channels=channels,
        encoder=encoder,
        predictor=dict(gain=0.05)),
    head=dict(
        in_channels=(17, *channels[1:]),
        predictor=dict(gain=0.05),
        loss=dict(type='HeatmapSupervision', topk=None)))

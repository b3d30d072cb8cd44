# One hourglass of Newell et al. (2016) for MSPN's Table 2: five resolutions,
# and each stage gets input, finest map and heatmaps of the previous one. Only
# the finest heatmaps are supervised; all targets have one kernel.
_base_ = 'mspn.py'

channels = (256, 256, 256, 256, 256)
encoder = dict(_delete_=True, type='HourglassEncoder', channels=channels)
model = dict(
    backbone=dict(
        _delete_=True,
        type='EncoderBackbone',
        stem=dict(type='HourglassStem', blocks=4),
        encoder=dict(type='HourglassEncoder', channels=channels)),
    neck=dict(
        type='StackedHourglassNeck',
        in_channels=channels,
        out_channels=17,
        encoder=encoder,
        decoder=dict(type='HourglassDecoder'),
        aggregation=dict(type='StageHandoff', rectify=False),
        predictor=dict(kernel_size=1)),
    head=dict(
        in_channels=(17, *channels[1:]),
        strides=(4, ),
        predictor=dict(kernel_size=1),
        finest_predictor=dict(type='ResizePredictor'),
        loss=dict(schedule='constant')))

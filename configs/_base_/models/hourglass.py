# One hourglass for MSPN's Table 2. Only the finest map of a stage is
# supervised and passed on (Newell's network also passes on its heatmaps and
# its input); all targets have one kernel.
_base_ = 'mspn.py'

channels = (256, 256, 256, 256)
encoder = dict(_delete_=True, type='HourglassEncoder', channels=channels)
model = dict(
    backbone=dict(
        _delete_=True,
        type='EncoderBackbone',
        stem=dict(type='HourglassStem'),
        encoder=dict(type='HourglassEncoder', channels=channels)),
    neck=dict(
        in_channels=channels,
        handoff_channels=256,
        encoder=encoder,
        decoder=dict(type='HourglassDecoder'),
        aggregation=dict(type='StageHandoff')),
    head=dict(
        in_channels=channels, strides=(4, ), loss=dict(schedule='constant')))

# Crop, augment and encode: input 192x256 (width x height).
codec = dict(
    type='MultiStageHeatmap', input_size=(192, 256), heatmap_size=(48, 64))

# MSPN, Sec. 4.2: half body from nine joints on, +-45 degrees, 0.7 to 1.35.
train_pipeline = [
    dict(type='LoadImage'),
    dict(type='GetBBoxCenterScale'),
    dict(type='SeedAugmentation'),
    dict(type='RandomFlip', direction='horizontal'),
    dict(type='RandomHalfBody', upper_prioritized_prob=0.5),
    dict(
        type='RandomBBoxTransform',
        shift_prob=0,
        rotate_factor=45,
        scale_factor=(0.7, 1.35)),
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='GenerateTarget', encoder=codec),
    dict(type='PackPoseInputs'),
]
val_pipeline = [
    dict(type='LoadImage'),
    dict(type='GetBBoxCenterScale'),
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='PackPoseInputs'),
]

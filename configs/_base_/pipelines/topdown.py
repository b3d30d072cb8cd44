# Crop, augment and encode. A pipeline consists of named steps: a config or
# --cfg-options changes a step by its name.
codec = dict(
    type='MultiStageHeatmap', input_size=(192, 256), toward='second')

load = dict(type='LoadImage')
train_boxes = dict(type='GetBBoxCenterScale')
test_boxes = dict(type='GetBBoxCenterScale')
# MSPN, Sec. 4.2: half body from nine joints, +-45 degrees, 0.7 to 1.35.
augmentation = dict(
    type='NamedTransforms',
    flip=dict(type='RandomFlip', direction='horizontal'),
    half_body=dict(type='LabelledHalfBody', upper_prioritized_prob=0.5),
    bbox=dict(
        type='RandomBBoxTransform',
        shift_prob=0,
        rotate_factor=45,
        scale_factor=(0.7, 1.35)))
crop = dict(type='TopdownAffine', input_size='${codec.input_size}')
target = dict(type='GenerateTarget', encoder='${codec}')

train_pipeline = [
    '${load}',
    '${train_boxes}',
    dict(type='SeedAugmentation'),
    '${augmentation}',
    '${crop}',
    '${target}',
    dict(type='PackPoseInputs'),
]
val_pipeline = [
    dict(type='LoadImage'),
    '${test_boxes}',
    '${crop}',
    dict(type='PackPoseInputs'),
]

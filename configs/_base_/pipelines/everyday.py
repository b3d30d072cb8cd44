# topdown.py at 224x160 (height x width) for everyday pictures, with people cut
# by the edge, rotated, small, and in different light.
_base_ = 'topdown.py'

codec = dict(
    _delete_=True,
    type='UnbiasedMultiStageHeatmap',
    input_size=(160, 224),
    blur_kernel_size=5,
    peak=1.)
load = dict(_delete_=True, type='LoadCrop', pixels=280, cache='data/crops')
edge = dict(type='RandomPictureEdge', prob=0.25)
augmentation = dict(
    half_body=dict(
        prob=0.2,
        min_total_keypoints=9,
        min_upper_keypoints=4,
        min_lower_keypoints=4),
    bbox=dict(
        _delete_=True,
        type='RandomBBoxTransform',
        shift_factor=0.1,
        rotate_factor=50,
        rotate_prob=0.7,
        scale_factor=(0.7, 1.35)))
crop = dict(use_udp=True)
appearance = dict(
    type='NamedTransforms',
    coarse=dict(type='RandomLowResolution', prob=0.15),
    colour=dict(type='mmdet.YOLOXHSVRandomAug'))
train_pipeline = [
    '${load}',
    dict(type='SeedAugmentation'),
    '${edge}',
    '${train_boxes}',
    '${augmentation}',
    '${crop}',
    '${appearance}',
    '${target}',
    dict(type='PackPoseInputs'),
]

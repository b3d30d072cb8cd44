# One stage of MSPN on ResNet-50 with COCO's 17 keypoints. For more stages, set
# num_stages of neck and head.
pretrained = dict(type='Pretrained', checkpoint='torchvision://resnet50')

model = dict(
    type='MultiStagePoseEstimator',
    data_preprocessor=dict(
        type='PoseDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True),
    backbone=dict(
        type='ResNet', depth=50, out_indices=(0, 1, 2, 3),
        init_cfg=pretrained),
    neck=dict(
        type='MultiStageNeck',
        in_channels=(256, 512, 1024, 2048),
        num_stages=1,
        encoder=dict(type='ResNetEncoder', depth=50, init_cfg=pretrained)),
    head=dict(
        type='MultiResolutionHead',
        in_channels=256,
        out_channels=17,
        num_stages=1,
        decoder='${codec}'),
    test_cfg=dict(flip_test=True, flip_mode='heatmap', shift_heatmap=False))

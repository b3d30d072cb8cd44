"""NanoDet-g (RangiLyu, Apache-2.0) by ONNX Runtime: people of COCO.

For inference only; README.md says where the weights come from.
"""
custom_imports = dict(
    imports=['mspn_plugin', 'mspn_plugin.inference.onnx_detector'])
default_scope = 'mmdet'
# chosen on training pictures: README.md
box_threshold, overlap = 0.4, 0.3
lone_box_threshold = 0.35  # of the best box, if all are below box_threshold
size = (416, 416)
strides = [8, 16, 32]
# score, left, top, right, bottom; a mirrored picture exchanges left and right
mirrored = [0, *range(23, 34), *range(12, 23), *range(1, 12), *range(34, 45)]

model = dict(
    type='SingleStageDetector',
    data_preprocessor=dict(
        type='DetDataPreprocessor',
        mean=[103.53, 116.28, 123.675],  # BGR
        std=[57.375, 57.12, 58.395]),
    backbone=dict(
        type='OnnxFeatures',
        path='{{ fileDirname }}/nanodet-g_person.onnx',
        mirrored=mirrored),
    bbox_head=dict(
        type='DistributionHead',
        num_classes=1,
        in_channels=45,
        reg_max=10,
        init_cfg=None,
        anchor_generator=dict(
            type='AnchorGenerator',
            ratios=[1.0],
            octave_base_scale=8,
            scales_per_octave=1,
            center_offset=0.5,
            strides=strides)),
    test_cfg=dict(
        nms_pre=1000,
        min_bbox_size=0,
        score_thr=0.05,
        nms=dict(type='nms', iou_threshold=overlap),
        max_per_img=100))

test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=size, keep_ratio=True),
    dict(type='Pad', size=size, pad_val=dict(img=(0, 0, 0))),
    dict(type='LoadAnnotations', with_bbox=True),
    dict(
        type='PackDetInputs',
        meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape',
                   'scale_factor')),
]
test_dataloader = dict(
    dataset=dict(
        type='CocoDataset',
        metainfo=dict(classes=('person', )),
        pipeline=test_pipeline))

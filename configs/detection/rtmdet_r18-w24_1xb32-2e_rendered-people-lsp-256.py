"""A person detector that is small enough to train on two CPU cores.

RTMDet on the narrow ResNet-18 of quickstart.pth, whose weights it starts from;
trained on rendered people and LSP:

    python -m mspn_plugin.tools.lsp_boxes data/lsp
    mim train mmdet THIS --gpus 0
"""
_base_ = 'mmdet::rtmdet/rtmdet_tiny_8xb32-300e_coco.py'

custom_imports = dict(imports=['mspn_plugin'])
max_epochs = 2
size = (256, 256)
norm_cfg = dict(type='BN')  # the stock SyncBN needs a GPU

width = 24
model = dict(
    use_syncbn=False,
    backbone=dict(
        _delete_=True,
        type='ResNet',
        depth=18,
        stem_channels=width,
        base_channels=width,
        out_indices=(1, 2, 3),
        norm_eval=False,
        init_cfg=dict(
            type='Pretrained',
            prefix='backbone.',
            checkpoint='{{ fileDirname }}/../mspn/quickstart.pth')),
    neck=dict(
        _delete_=True,
        type='FPN',
        in_channels=[2 * width, 4 * width, 8 * width],
        out_channels=2 * width,
        num_outs=3,
        norm_cfg=norm_cfg),
    bbox_head=dict(
        num_classes=1,
        in_channels=2 * width,
        feat_channels=2 * width,
        norm_cfg=norm_cfg),
    test_cfg=dict(nms_pre=1000, nms=dict(iou_threshold=0.6), max_per_img=30))

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations', with_bbox=True),
    dict(
        type='RandomResize',
        scale=size,
        ratio_range=(0.6, 1.4),
        keep_ratio=True),
    dict(type='RandomCrop', crop_size=size),
    dict(type='YOLOXHSVRandomAug'),
    dict(type='RandomFlip', prob=0.5),
    dict(type='Pad', size=size, pad_val=dict(img=(114, 114, 114))),
    dict(type='PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=size, keep_ratio=True),
    dict(type='Pad', size=size, pad_val=dict(img=(114, 114, 114))),
    dict(type='LoadAnnotations', with_bbox=True),
    dict(
        type='PackDetInputs',
        meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape',
                   'scale_factor')),
]

person = dict(type='CocoDataset', metainfo=dict(classes=('person', )))
rendered, lsp = 'data/rendered_people_12k/', 'data/lsp/'
_train = dict(pipeline=train_pipeline, **person)
train_dataloader = dict(
    batch_size=32,
    num_workers=2,
    pin_memory=False,
    dataset=dict(
        _delete_=True,
        type='ConcatDataset',
        datasets=[
            dict(
                data_root=rendered,
                ann_file='train.json',
                data_prefix=dict(img='train/'),
                **_train),
            dict(
                data_root=lsp,
                ann_file='boxes_train.json',
                data_prefix=dict(img=''),
                **_train),
        ]))
val_dataloader = dict(
    batch_size=16,
    num_workers=2,
    dataset=dict(
        data_root=rendered,
        ann_file='val.json',
        data_prefix=dict(img='val/'),
        pipeline=test_pipeline,
        **person))
test_dataloader = val_dataloader
val_evaluator = dict(ann_file=rendered + 'val.json')
test_evaluator = val_evaluator

train_cfg = dict(
    max_epochs=max_epochs, val_interval=1, dynamic_intervals=None)
optim_wrapper = dict(optimizer=dict(lr=2e-3))
param_scheduler = [
    dict(type='LinearLR', by_epoch=False, begin=0, end=200, start_factor=0.01),
    dict(
        type='CosineAnnealingLR',
        begin=0,
        end=max_epochs,
        T_max=max_epochs,
        eta_min=1e-5,
        convert_to_iter_based=True),
]
default_hooks = dict(
    checkpoint=dict(interval=1), logger=dict(interval=20))
custom_hooks = [
    dict(
        type='EMAHook',
        ema_type='ExpMomentumEMA',
        momentum=2e-3,
        update_buffers=True,
        priority=49),
    dict(type='FiniteHook'),
]

"""Two small MSPN stages for your own keypoints, here five."""
_base_ = [
    '../../configs/_base_/schedules/small.py',
    '../../configs/_base_/pipelines/upright.py',
    '../../configs/_base_/models/mspn_small.py'
]

# your pictures, labels and metainfo
root, metainfo = 'data/five_points/', dict(
    from_file='{{ fileDirname }}/metainfo.py')
keypoints = 5

# the quick start's weights; in the last layers those of known names
load_from = '{{ fileDirname }}/../../configs/mspn/quickstart.pth'
model = dict(
    head=dict(out_channels=keypoints, loss=dict(coarse_weight=0.1)))
data = dict(type='CheckedCocoDataset', data_root=root, metainfo=metainfo)
train_dataloader = dict(
    batch_size=16,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='RepeatableSampler', shuffle=True),
    dataset=dict(
        ann_file='train.json',
        data_prefix=dict(img='train/'),
        pipeline='${train_pipeline}',
        **data))
val_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        ann_file='val.json',
        data_prefix=dict(img='val/'),
        test_mode=True,
        pipeline='${val_pipeline}',
        **data))
test_dataloader = val_dataloader
val_evaluator = dict(type='CocoMetric', ann_file=root + 'val.json')
test_evaluator = val_evaluator
auto_scale_lr = dict(base_batch_size=16)
train_cfg = dict(max_epochs=2, val_interval=1)
optim_wrapper = dict(optimizer=dict(lr=1e-3))

# What all networks of the comparison share: pictures, augmentation, batch,
# optimiser and rate. tools.compare says how long, on what and by which seed.
_base_ = [
    '../../../../configs/_base_/runtime.py',
    '../../../../configs/_base_/datasets/study_rendered.py',
    '../../../../configs/_base_/pipelines/topdown_96x64.py'
]

train_dataloader = dict(
    batch_size=16, dataset=dict(pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=_base_.val_pipeline))
test_dataloader = val_dataloader
max_iters = 1000
train_cfg = dict(
    _delete_=True,
    type='SeekingIterLoop',
    max_iters=max_iters,
    val_interval=max_iters)
optim_wrapper = dict(optimizer=dict(type='Adam', lr=2e-3, fused=True))
param_scheduler = [
    dict(type='LinearLR', by_epoch=False, end=50, start_factor=0.1),
    dict(
        type='LinearLR',
        by_epoch=False,
        begin=0,
        end=max_iters,
        start_factor=1.,
        end_factor=0.)
]
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=200, max_keep_ckpts=2),
    logger=dict(interval=50))

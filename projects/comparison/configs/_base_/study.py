# Shared by all networks of the comparison: pictures, augmentation, batch size,
# optimiser and rate. tools.compare sets duration, data and seed.
_base_ = [
    '../../../../configs/_base_/runtime.py',
    '../../../../configs/_base_/datasets/study_rendered.py',
    '../../../../configs/_base_/pipelines/light.py'
]

# 96x64 (height x width): twice as many samples per minute as 128x96
codec = dict(input_size=(64, 96))
train_dataloader = dict(batch_size=16)
auto_scale_lr = dict(base_batch_size=16)
train_cfg = dict(
    _delete_=True,
    type='SeekingIterLoop',
    max_iters=1000,
    val_interval='${train_cfg.max_iters}')
optim_wrapper = dict(optimizer=dict(type='Adam', lr=2e-3, fused=True))
param_scheduler = [
    dict(type='LinearLR', by_epoch=False, end=50, start_factor=0.1),
    dict(
        type='LinearLR',
        by_epoch=False,
        begin=0,
        end='${train_cfg.max_iters}',
        start_factor=1.,
        end_factor=0.)
]
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=200, max_keep_ckpts=2),
    logger=dict(interval=50))

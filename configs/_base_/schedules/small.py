# Adam from random weights: a short warm-up, then linear to zero.
_base_ = '../runtime.py'

auto_scale_lr = dict(base_batch_size=32)
train_cfg = dict(max_epochs=3, val_interval=10)
optim_wrapper = dict(optimizer=dict(type='Adam', lr=2e-3))
param_scheduler = [
    dict(type='LinearLR', by_epoch=False, begin=0, end=100, start_factor=0.1),
    dict(
        type='LinearLR',
        begin=0,
        end='${train_cfg.max_epochs}',
        start_factor=1.,
        end_factor=0.,
        convert_to_iter_based=True),
]
default_hooks = dict(
    checkpoint=dict(interval=1), logger=dict(interval=20))

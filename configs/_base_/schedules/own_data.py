# For tens to hundreds of labelled pictures. Pretrained parts change slowly.
# The weights that are tested and kept are averages (EMA), the best ones by
# PCK, those before the training included, and training stops when they do not
# get better.
_base_ = 'small.py'

best = 'box/PCK@0.1'
auto_scale_lr = dict(base_batch_size=16)
train_cfg = dict(max_epochs=40, val_interval=2)
optim_wrapper = dict(
    paramwise_cfg=dict(
        custom_keys=dict(
            backbone=dict(lr_mult=0.3),
            neck=dict(lr_mult=0.3))))
default_hooks = dict(
    checkpoint=dict(interval=2, save_best='${best}', rule='greater'),
    logger=dict(interval=5))
custom_hooks = [
    *_base_.custom_hooks,
    dict(type='StartValidationHook'),
    dict(type='EMAHook', ema_type='ExpMomentumEMA', momentum=2e-3,
         gamma=100, update_buffers=True, priority=49),
    dict(type='EarlyStoppingHook', monitor='${best}', rule='greater',
         min_delta=0.1, patience=10),
]

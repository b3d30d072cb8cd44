# AdamW with a cosine schedule for partly pretrained networks: a lower rate for
# stage 1, weights averaged over some thousand iterations, bfloat16.
_base_ = '../runtime.py'

train_cfg = dict(max_epochs=4, val_interval=1)
optim_wrapper = dict(
    type='AutocastOptimWrapper',
    dtype='bfloat16',
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.01, fused=True),
    clip_grad=dict(max_norm=5.),
    paramwise_cfg=dict(
        norm_decay_mult=0,
        bias_decay_mult=0,
        custom_keys={
            'backbone': dict(lr_mult=0.4),
            'neck.decoders.0': dict(lr_mult=0.4)
        }))
param_scheduler = [
    dict(type='LinearLR', by_epoch=False, begin=0, end=300,
         start_factor=0.05),
    dict(
        type='CosineAnnealingLR',
        begin=0,
        end='${train_cfg.max_epochs}',
        T_max='${train_cfg.max_epochs}',
        eta_min=1e-6,
        convert_to_iter_based=True),
]
custom_hooks = [
    *_base_.custom_hooks,
    dict(
        type='EMAHook',
        ema_type='ExpMomentumEMA',
        momentum=0.001,
        update_buffers=True,
        priority='NORMAL')
]
default_hooks = dict(
    checkpoint=dict(interval=1), logger=dict(interval=20))

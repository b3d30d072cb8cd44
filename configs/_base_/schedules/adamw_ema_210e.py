# A modern schedule beside the papers', RTMPose's (Jiang et al., 2023) for
# batches of 8 x 32: AdamW with no decay of norms and biases, 1,000 iterations
# of warm-up, a cosine to the end, and the mean of the weights over some
# thousand iterations (EMA), which is what is tested and saved.
_base_ = '../runtime.py'

train_cfg = dict(max_epochs=210, val_interval=10)
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05),
    clip_grad=dict(max_norm=35.),
    paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0))
warm_up = dict(
    type='LinearLR', by_epoch=False, begin=0, end=1000, start_factor=1e-3)
cosine = dict(
    type='CosineAnnealingLR',
    begin=0,
    end='${train_cfg.max_epochs}',
    T_max='${train_cfg.max_epochs}',
    eta_min=1e-6,
    convert_to_iter_based=True)
param_scheduler = ['${warm_up}', '${cosine}']
average = dict(
    type='EMAHook',
    ema_type='ExpMomentumEMA',
    momentum=0.0002,
    update_buffers=True,
    priority='NORMAL')
custom_hooks = [*_base_.custom_hooks, '${average}']
auto_scale_lr = dict(base_batch_size=256)

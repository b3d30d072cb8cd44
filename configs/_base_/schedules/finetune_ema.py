# adamw_ema_210e.py for partly pretrained networks: a lower rate for stage 1, a
# shorter average, bfloat16.
_base_ = 'adamw_ema_210e.py'

train_cfg = dict(max_epochs=4, val_interval=1)
optim_wrapper = dict(
    type='AutocastOptimWrapper',
    dtype='bfloat16',
    optimizer=dict(weight_decay=0.01, fused=True),
    clip_grad=dict(max_norm=5.),
    paramwise_cfg=dict(
        custom_keys={
            'backbone': dict(lr_mult=0.4),
            'neck.decoders.0': dict(lr_mult=0.4)
        }))
warm_up = dict(end=300, start_factor=0.05)
average = dict(momentum=0.001)
matched_weights = dict(min_matched=0.2)  # the weights of stage 1 alone
auto_scale_lr = dict(base_batch_size=32)
default_hooks = dict(
    checkpoint=dict(interval=1), logger=dict(interval=20))

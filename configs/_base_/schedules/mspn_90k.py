# MSPN, Sec. 4.2, literally: 90k iterations of 8 x 32 pictures, Adam, 5e-4,
# linear to zero. Heatmaps are too low for 20 % to 67 % of the iterations.
_base_ = '../runtime.py'

train_cfg = dict(
    _delete_=True,
    type='SeekingIterLoop',
    max_iters=90000,
    val_interval=5000)
optim_wrapper = dict(
    optimizer=dict(type='Adam', lr=5e-4, weight_decay=1e-5))
param_scheduler = dict(
    type='LinearLR',
    by_epoch=False,
    begin=0,
    end='${train_cfg.max_iters}',
    start_factor=1.,
    end_factor=0.)
auto_scale_lr = dict(base_batch_size=256)
log_processor = dict(by_epoch=False)
default_hooks = dict(checkpoint=dict(by_epoch=False, interval=5000))

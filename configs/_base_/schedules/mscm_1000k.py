# MSCM, Sec. 4.3: RMSprop, 1e-4, a million iterations on 2 GPUs. Assumed: CPM's
# batch of 16 per GPU.
_base_ = '../runtime.py'

train_cfg = dict(
    _delete_=True,
    type='SeekingIterLoop',
    max_iters=1000000,
    val_interval=10000)
optim_wrapper = dict(
    optimizer=dict(
        type='RMSprop', lr=1e-4, momentum=0.9, weight_decay=5e-4))
auto_scale_lr = dict(base_batch_size=32)
log_processor = dict(by_epoch=False)
default_hooks = dict(checkpoint=dict(by_epoch=False, interval=10000))

# MSFFN, Sec. 4.2: 192k iterations on 3 GPUs, otherwise as MSPN.
_base_ = 'mspn_90k.py'

max_iters = 192000
train_cfg = dict(max_iters=max_iters)
param_scheduler = dict(end=max_iters)
auto_scale_lr = dict(base_batch_size=96)

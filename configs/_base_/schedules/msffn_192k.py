# MSFFN, Sec. 4.2: 192k iterations on 3 GPUs, otherwise as MSPN.
_base_ = 'mspn_90k.py'

train_cfg = dict(max_iters=192000)
auto_scale_lr = dict(base_batch_size=96)

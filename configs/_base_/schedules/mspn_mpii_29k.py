# mspn_96k.py for MPII, on which the official code trains for 28,800
# iterations.
_base_ = 'mspn_96k.py'

train_cfg = dict(max_iters=28800, val_interval=2400)
default_hooks = dict(checkpoint=dict(interval=2400))

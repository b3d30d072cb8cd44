# The same on MPII, whose training set is smaller: the official code runs
# 28,800 iterations there.
_base_ = 'mspn_90k.py'

max_iters = 28800
train_cfg = dict(max_iters=max_iters, val_interval=2400)
param_scheduler = dict(end=max_iters)
default_hooks = dict(checkpoint=dict(interval=2400))

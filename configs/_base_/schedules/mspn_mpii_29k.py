# The same on MPII, whose training set is smaller: the official code runs
# 28,800 iterations there.
_base_ = 'mspn_96k.py'

train_cfg = dict(max_iters=28800, val_interval=2400)
default_hooks = dict(checkpoint=dict(interval=2400))

# EFAFNet, Sec. IV-A: Adam, 5e-4, divided by 10 at epochs 90 and 120 of 150, on
# two GPUs. Assumed: SimpleBaseline's batch of 32 per GPU.
_base_ = '../runtime.py'

train_cfg = dict(max_epochs=150, val_interval=10)
optim_wrapper = dict(optimizer=dict(type='Adam', lr=5e-4))
param_scheduler = dict(type='MultiStepLR', milestones=[90, 120], gamma=0.1)
auto_scale_lr = dict(base_batch_size=64)

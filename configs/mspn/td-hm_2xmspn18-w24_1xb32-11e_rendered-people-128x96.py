"""What `quickstart.py` starts from: the same network, from random weights.

12,000 rendered pictures of another seed than the quick start's; two hours on
one processor core.
"""
_base_ = 'quickstart.py'

max_epochs = 11
data_root = 'data/rendered_people_12k/'
load_from = None
train_cfg = dict(max_epochs=max_epochs, val_interval=2)
optim_wrapper = dict(optimizer=dict(lr=2e-3))
param_scheduler = _base_.param_scheduler
param_scheduler[1].end = max_epochs
rendered = dict(seed=1, data_root=data_root)
train_dataloader = dict(
    batch_size=32, num_workers=1, dataset=dict(num_images=12000, **rendered))
val_dataloader = dict(num_workers=1, dataset=dict(**rendered))
test_dataloader = val_dataloader
val_evaluator = dict(ann_file=data_root + 'val.json')
test_evaluator = val_evaluator

# More pictures with another seed than rendered_people.py, for pretraining.
_base_ = 'rendered_people.py'

data_root = 'data/rendered_people_12k/'
rendered = dict(seed=1, data_root=data_root)
train_dataloader = dict(
    batch_size=32, num_workers=1, dataset=dict(num_images=12000, **rendered))
val_dataloader = dict(num_workers=1, dataset=dict(**rendered))
test_dataloader = val_dataloader
val_evaluator = dict(ann_file=data_root + 'val.json')
test_evaluator = val_evaluator

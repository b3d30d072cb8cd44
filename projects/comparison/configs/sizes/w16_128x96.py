"""mspn-2.py on pictures twice as large."""
_base_ = '../_base_/mspn.py'

size = dict(input_size=(96, 128), heatmap_size=(24, 32))
model = dict(head=dict(decoder=size))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].input_size = size['input_size']
train_pipeline[-2].encoder.update(size)
val_pipeline[-2].input_size = size['input_size']
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader

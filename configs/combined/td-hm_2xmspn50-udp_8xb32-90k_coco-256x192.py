"""MSPN, 2 stages of ResNet-50, with UDP's unbiased coordinates.
"""
_base_ = [
    '../_base_/schedules/mspn_90k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(
        num_stages=num_stages,
        decoder=dict(
            _base_.codec, type='UnbiasedMultiStageHeatmap', way='udp')))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].use_udp = val_pipeline[-2].use_udp = True
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

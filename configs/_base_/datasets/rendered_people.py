# 1,600 pictures for training and 300 for tests, rendered on first use. The
# config that has this base has one of pipelines/ too.
data_root = 'data/rendered_people/'
train_dataloader = dict(
    batch_size=16,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='RepeatableSampler', shuffle=True),
    dataset=dict(
        type='RenderedPeopleDataset',
        split='train',
        num_images=1600,
        data_root=data_root,
        pipeline='${train_pipeline}'))
val_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        type='RenderedPeopleDataset',
        split='val',
        num_images=300,
        data_root=data_root,
        pipeline='${val_pipeline}',
        test_mode=True))
test_dataloader = val_dataloader
val_evaluator = dict(type='CocoMetric', ann_file=data_root + 'val.json')
test_evaluator = val_evaluator

# Leeds Sports Pose: the first 1,000 pictures for training, the last for tests.
data_root = 'data/lsp/'
train_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='RepeatableSampler', shuffle=True),
    dataset=dict(
        type='LSPDataset',
        split='train',
        data_root=data_root,
        pipeline='${train_pipeline}'))
val_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        type='LSPDataset',
        split='test',
        data_root=data_root,
        pipeline='${val_pipeline}',
        test_mode=True))
test_dataloader = val_dataloader
val_evaluator = [dict(type='TorsoPCK'), dict(type='PCP')]
test_evaluator = val_evaluator

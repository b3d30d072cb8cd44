# LSP and LSP-extended to train on: 11,000 pictures.
_base_ = ['lsp_joints.py', '../pipelines/plain_368x368.py']

train_dataloader = dict(
    dataset=dict(split='train+extended', pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=_base_.val_pipeline))
test_dataloader = val_dataloader

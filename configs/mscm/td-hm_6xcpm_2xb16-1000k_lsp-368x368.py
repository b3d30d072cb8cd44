"""CPM of 6 stages, to which MSCM is compared (Tables 1, 4 to 6), LSP.

31.2 M parameters. Its figures on LSP are missing in our copy of the paper.
"""
_base_ = [
    '../_base_/schedules/mscm_1000k.py',
    '../_base_/datasets/lsp_plain_368x368.py', '../_base_/models/cpm.py'
]

keypoints, num_stages = 14, 6
model = dict(
    backbone=dict(num_stages=num_stages),
    neck=dict(in_channels=(keypoints, ) * num_stages),
    head=dict(num_stages=num_stages))
train_dataloader = dict(batch_size=16)
default_hooks = dict(checkpoint=dict(save_best='lsp/PCK@0.2', rule='greater'))

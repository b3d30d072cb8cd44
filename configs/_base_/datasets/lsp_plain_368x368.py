# LSP and LSP-extended for training: 11,000 pictures. Heatmaps of stride 8.
_base_ = ['lsp_joints.py', '../pipelines/plain.py']

codec = dict(input_size=(368, 368), stride=8)
train_dataloader = dict(dataset=dict(split='train+extended'))

"""The quick start's network for photographs: LSP and LSP-extended.

It starts from quickstart.pth, except the last layers. Training pictures that
resemble test pictures are excluded (tools.lsp_leaks).
"""
_base_ = [
    '../_base_/schedules/small.py', '../_base_/datasets/lsp_joints.py',
    '../_base_/pipelines/light_unbiased.py', '../_base_/models/mspn_small.py'
]

load_from = '{{ fileDirname }}/quickstart.pth'
matched_weights = dict(by_name=False)  # as lsp.pth was trained
model = dict(
    head=dict(
        out_channels=14,
        loss=dict(coarse_weight=0.1)))
augmentation = dict(bbox=dict(rotate_factor=40, scale_factor=(0.8, 1.25)))
train_dataloader = dict(
    dataset=dict(split='train+extended', near_test=False))
train_cfg = dict(max_epochs=5, val_interval=1)
optim_wrapper = dict(optimizer=dict(lr=1.5e-3))

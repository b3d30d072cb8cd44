# LSP and LSP-extended for comparisons, without training pictures that resemble
# a test picture, and with PCK at several thresholds.
_base_ = 'lsp_joints.py'

train_dataloader = dict(
    dataset=dict(split='train+extended', near_test=False))
test_evaluator = [
    dict(type='PCP'),
    *[
        dict(type='TorsoPCK', threshold=t)
        for t in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
    ],
]

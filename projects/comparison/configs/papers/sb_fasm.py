"""SimpleBaseline with FASM in every bottleneck (Table VIII)."""
_base_ = '../_base_/simple_baseline.py'

model = dict(backbone=dict(fasm=dict(split_channels=8)))

"""SimpleBaseline with FASM after each convolution block (Table VIII)."""
_base_ = '../_base_/simple_baseline.py'

model = dict(
    backbone=dict(
        fasm=dict(split_channels=6), fasm_at='convolution_blocks'))

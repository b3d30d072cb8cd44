"""SimpleBaseline with EFAFNet's feature aggregation (FAM)."""
_base_ = '_base_/simple_baseline.py'

model = dict(backbone=dict(fasm=dict(selection=None, split_channels=8)))

"""SimpleBaseline with EFAFNet's feature selection (FSM)."""
_base_ = '_base_/simple_baseline.py'

model = dict(backbone=dict(fasm=dict(aggregate=False)))

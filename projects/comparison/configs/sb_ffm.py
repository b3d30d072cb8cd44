"""SimpleBaseline with EFAFNet's feature fusion (FFM)."""
_base_ = '_base_/efafnet.py'

model = dict(
    backbone=dict(fasm=None),
    head=dict(
        predictor=dict(type='DeconvPredictor', channels=4 * _base_.width)))

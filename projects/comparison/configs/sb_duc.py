"""SimpleBaseline with dense upsampling convolution (DUC)."""
_base_ = '_base_/simple_baseline.py'

model = dict(head=dict(predictor=dict(_delete_=True, type='DUCPredictor')))

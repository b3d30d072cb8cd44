"""SimpleBaseline, to which the other configs add EFAFNet's modules."""
_base_ = '_base_/simple_baseline.py'

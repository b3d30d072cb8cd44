"""SimpleBaseline, as EFAFNet's modules are added to it."""
_base_ = '_base_/simple_baseline.py'

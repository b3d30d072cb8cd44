"""EFAFNet: all four modules."""
_base_ = '_base_/efafnet.py'

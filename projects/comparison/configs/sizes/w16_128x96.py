"""mspn-2.py on pictures twice as large."""
_base_ = '../_base_/mspn.py'

codec = dict(input_size=(96, 128))

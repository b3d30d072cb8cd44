"""mspn-2.py on pictures of twice the area."""
_base_ = '../_base_/mspn.py'

codec = dict(input_size=(96, 128))

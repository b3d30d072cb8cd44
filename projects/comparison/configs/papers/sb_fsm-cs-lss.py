"""SimpleBaseline with FSM, channel-wise selection first (Table VII)."""
_base_ = '../_base_/simple_baseline.py'

model = dict(
    backbone=dict(fasm=dict(aggregate=False, selection='channel_first')))

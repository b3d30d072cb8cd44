"""SimpleBaseline with FSM, location-sensitive selection first (Table VII)."""
_base_ = '../_base_/simple_baseline.py'

model = dict(
    backbone=dict(fasm=dict(aggregate=False, selection='location_first')))

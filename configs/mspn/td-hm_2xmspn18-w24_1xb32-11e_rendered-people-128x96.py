"""Two small MSPN stages on 12,000 rendered pictures, from random weights.

Two hours on one CPU core.
"""
_base_ = [
    '../_base_/schedules/small.py',
    '../_base_/datasets/rendered_people_12k.py',
    '../_base_/pipelines/light.py', '../_base_/models/mspn_small.py'
]

train_cfg = dict(max_epochs=11, val_interval=2)

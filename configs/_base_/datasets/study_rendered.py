# rendered_people.py for comparisons, with PCK and AP: after a short training
# AP is too low to compare networks.
_base_ = 'rendered_people.py'

data_root = _base_.data_root
test_evaluator = [
    dict(type='CocoMetric', ann_file=data_root + 'val.json'),
    dict(type='PCKAccuracy', thr=0.05),
]

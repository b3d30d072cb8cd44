# rendered_people.py for comparisons: PCK besides AP, since it tells networks
# apart that are trained too briefly for AP.
_base_ = 'rendered_people.py'

data_root = _base_.data_root
test_evaluator = [
    dict(type='CocoMetric', ann_file=data_root + 'val.json'),
    dict(type='PCKAccuracy', thr=0.05),
]

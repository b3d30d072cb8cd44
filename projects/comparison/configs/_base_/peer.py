# mmpose's own estimator, codec and loss on the same pictures.
_base_ = ['study.py', '../../../../configs/_base_/models/mspn.py']

codec = dict(
    _delete_=True,
    type='MSRAHeatmap',
    input_size=(64, 96),
    heatmap_size=(16, 24),
    sigma=1)
model = dict(
    type='TopdownPoseEstimator',
    backbone=dict(_delete_=True),
    neck=None,
    head=dict(_delete_=True, decoder='${codec}'))

# mmpose's own estimator, codec and loss on the same pictures.
_base_ = ['study.py', '../../../../configs/_base_/models/mspn.py']

peer_codec = dict(
    type='MSRAHeatmap', input_size=(64, 96), heatmap_size=(16, 24), sigma=1)
model = dict(
    type='TopdownPoseEstimator',
    backbone=dict(_delete_=True),
    neck=None,
    head=dict(_delete_=True))
train_pipeline = _base_.train_pipeline
train_pipeline[-2].encoder = peer_codec
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))

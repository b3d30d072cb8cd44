# MSCM, 4 stages; heatmaps of stride 8 with peak 1. Assumed: one Gaussian of
# kernel 7. The paper has no OHKM and no flip test.
_base_ = 'mspn.py'

keypoints = 14
model = dict(
    backbone=dict(_delete_=True, type='PreStage'),
    neck=dict(
        _delete_=True,
        type='ConvolutionMachine',
        in_channels=(32, 256),
        out_channels=keypoints,
        num_stages=4),
    head=dict(
        in_channels=keypoints,
        out_channels=keypoints,
        num_stages=4,
        strides=(8, ),
        predictor=dict(type='ResizePredictor'),
        loss=dict(schedule='constant', kernels=(7, ), topk=None)),
    test_cfg=dict(flip_test=False))

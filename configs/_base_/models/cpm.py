# CPM with 3 stages, the baseline of MSCM's pilot study (Sec. 4.4).
_base_ = 'mscm.py'

keypoints, num_stages = 14, 3
model = dict(
    backbone=dict(
        type='CPMVariant',
        out_channels=keypoints,
        num_stages=num_stages),
    neck=dict(
        _delete_=True,
        type='BackboneStages',
        in_channels=(keypoints, ) * num_stages),
    head=dict(num_stages=num_stages))

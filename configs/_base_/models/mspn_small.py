# Two narrow stages of ResNet-18 that two CPU cores can train from random
# weights. Heatmaps have peak 1 and the last norm starts low, so that the few
# thousand steps of a short training suffice to scale them. There is no OHKM:
# in a short training all keypoints are hard.
_base_ = 'mspn.py'

num_stages, width = 2, 24
encoder = dict(depth=18, base_channels=width, init_cfg=None)
model = dict(
    backbone=dict(stem_channels=width, **encoder),
    neck=dict(
        in_channels=(width, 2 * width, 4 * width, 8 * width),
        num_stages=num_stages,
        handoff_channels=width,
        encoder=encoder,
        decoder=dict(channels=2 * width)),
    head=dict(
        in_channels=2 * width,
        num_stages=num_stages,
        predictor=dict(gain=0.05),
        loss=dict(type='HeatmapSupervision', topk=None)))

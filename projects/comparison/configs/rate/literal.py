"""mspn-2.py, a third as wide, at MSPN's printed rate: 5e-4, linear to zero.

1,000 iterations replace the paper's 90,000. The peak is 255 / 90, so that the
heatmaps must grow by the same amount per iteration. The last norm starts at 1,
as in the paper's network.
"""
_base_ = '../_base_/mspn.py'

width = 8
codec = dict(input_size=(48, 64), peak=255 / 90)
model = dict(
    backbone=dict(stem_channels=width, base_channels=width),
    neck=dict(
        in_channels=(width, 2 * width, 4 * width, 8 * width),
        handoff_channels=width,
        encoder=dict(base_channels=width),
        decoder=dict(channels=4 * width)),
    head=dict(in_channels=4 * width, predictor=dict(gain=1.)))
optim_wrapper = dict(optimizer=dict(lr=5e-4))
param_scheduler = [
    dict(
        type='LinearLR',
        by_epoch=False,
        end='${train_cfg.max_iters}',
        start_factor=1.,
        end_factor=0.)
]
pictures = dict(data_root='data/rendered_people_800/')
train_dataloader = dict(dataset=dict(num_images=800, **pictures))
val_dataloader = dict(dataset=dict(num_images=200, **pictures))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='PCKAccuracy', thr=0.05)
test_evaluator = [dict(type='PCKAccuracy', thr=0.05)]

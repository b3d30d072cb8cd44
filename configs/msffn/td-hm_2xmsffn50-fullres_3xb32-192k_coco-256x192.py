"""MSFFN, 2 stages of ResNet-50, COCO 256x192, literally as in the paper.

Sec. 3.1 to 3.4: a 3x3 stem of 64 channels and stride 1, four encoder units of
stride 2, four decoder units that double the size, a regressor for each of
them, heatmaps as large as the picture. Assumed: a Gaussian of kernel 27.
"""
_base_ = [
    '../_base_/schedules/msffn_192k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/msffn.py'
]

codec = dict(stride=1, blur_kernel_size=1)
num_stages = 2
encoder = dict(strides=(2, 2, 2, 2), keep_input=True)
model = dict(
    backbone=dict(
        _delete_=True,
        type='EncoderBackbone',
        stem=dict(type='ConvStem', kernel_size=3, stride=1, pool=False),
        encoder=dict(_base_.model.neck.encoder, **encoder)),
    neck=dict(
        in_channels=(64, 256, 512, 1024, 2048),
        num_stages=num_stages,
        encoder=encoder),
    head=dict(
        num_stages=num_stages,
        strides=(1, 2, 4, 8),
        loss=dict(kernels=(27, ))))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

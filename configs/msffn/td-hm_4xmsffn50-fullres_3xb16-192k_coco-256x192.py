"""MSFFN, 4 stages of ResNet-50, coco-256x192, to the letter.

As td-hm_2xmsffn50-fullres_3xb32-192k_coco-256x192.py, of which it is the
larger network.
"""
_base_ = [
    '../_base_/schedules/msffn_192k.py', '../_base_/datasets/coco_256x192.py',
    '../_base_/models/msffn.py'
]

codec = dict(stride=1, blur_kernel_size=1)
num_stages = 4
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
train_dataloader = dict(batch_size=16)
auto_scale_lr = dict(base_batch_size=48)
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

"""HRNet-W32 as the first stage, ResNet-50 as the second, COCO 256x192.

Any backbone that makes a pyramid can be stage 1.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    backbone=dict(
        _delete_=True,
        type='HRNet',
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://download.openmmlab.com/mmpose/'
            'pretrain_models/hrnet_w32-36af842e.pth'),
        extra=dict(
            stage1=dict(
                num_modules=1,
                num_branches=1,
                block='BOTTLENECK',
                num_blocks=(4, ),
                num_channels=(64, )),
            **{
                f'stage{n}': dict(
                    num_modules=modules,
                    num_branches=n,
                    block='BASIC',
                    num_blocks=(4, ) * n,
                    num_channels=(32, 64, 128, 256)[:n],
                    multiscale_output=True)
                for n, modules in ((2, 1), (3, 4), (4, 3))
            })),
    neck=dict(in_channels=(32, 64, 128, 256), num_stages=num_stages),
    head=dict(num_stages=num_stages))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

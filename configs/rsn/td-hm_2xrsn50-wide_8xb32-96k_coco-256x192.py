"""RSN, 2 stages of RSN-50 as wide as the paper's costs say, COCO 256x192.

The official code reports AP 77.2 on COCO val2017.
"""
_base_ = 'td-hm_2xrsn50_8xb32-96k_coco-256x192.py'

wide = dict(expansion=4)
model = dict(
    backbone=wide,
    neck=dict(in_channels=(256, 512, 1024, 2048), encoder=wide))

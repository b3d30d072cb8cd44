"""RSN, 1 stage of RSN-50 as wide as the paper's costs say, COCO 256x192.

The official code reports AP 74.7 on COCO val2017.
"""
_base_ = 'td-hm_rsn50_8xb32-96k_coco-256x192.py'

wide = dict(expansion=4)
model = dict(
    backbone=wide,
    neck=dict(in_channels=(256, 512, 1024, 2048), encoder=wide))

"""SimpleBaseline on ResNet-50, coco-384x288, the baseline of EFAFNet.

The paper's Tables I and XI print AP 72.2 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/coco_plain_384x288.py',
    '../_base_/models/simple_baseline.py'
]

default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))

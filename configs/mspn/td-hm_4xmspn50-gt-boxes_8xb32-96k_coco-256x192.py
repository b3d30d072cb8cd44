"""MSPN, 4 stages of ResNet-50, COCO 256x192, true boxes.

The paper's Table 6 prints AP 76.5 for it on COCO minival. It tests the weights
of td-hm_4xmspn50_8xb32-96k_coco-256x192.
"""
_base_ = 'td-hm_4xmspn50_8xb32-96k_coco-256x192.py'

val_dataloader = dict(dataset=dict(bbox_file=None))
test_dataloader = val_dataloader

"""MSPN, 3 stages of ResNet-50, COCO 256x192, true boxes.

The paper's Table 6 prints AP 75.6 for it on COCO minival. It tests the weights
of td-hm_3xmspn50_8xb32-96k_coco-256x192.
"""
_base_ = 'td-hm_3xmspn50_8xb32-96k_coco-256x192.py'

val_dataloader = dict(dataset=dict(bbox_file=None))
test_dataloader = val_dataloader

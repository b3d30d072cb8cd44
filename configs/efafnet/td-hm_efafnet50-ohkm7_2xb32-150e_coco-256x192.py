"""EFAFNet on ResNet-50, COCO 256x192, the 7 hardest keypoints.

The paper's Table X prints AP 71.3 for it on COCO minival.
"""
_base_ = 'td-hm_efafnet50_2xb32-150e_coco-256x192.py'

model = dict(head=dict(loss=dict(topk=7)))

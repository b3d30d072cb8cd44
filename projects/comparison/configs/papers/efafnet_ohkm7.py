"""EFAFNet with OHKM, the 7 hardest keypoints (Table X)."""
_base_ = '../_base_/efafnet.py'

model = dict(head=dict(loss=dict(topk=7)))

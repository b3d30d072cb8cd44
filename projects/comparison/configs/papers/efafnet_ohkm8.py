"""EFAFNet with OHKM, the 8 hardest keypoints (Table X)."""
_base_ = '../_base_/efafnet.py'

model = dict(head=dict(loss=dict(topk=8)))

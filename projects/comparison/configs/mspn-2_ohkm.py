"""MSPN, 2 stages, with OHKM (8 keypoints) at the finest resolution."""
_base_ = '_base_/mspn.py'

model = dict(head=dict(loss=dict(topk=8)))

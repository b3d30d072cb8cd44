"""MSPN, 2 stages, with the 8 hardest keypoints alone at the finest."""
_base_ = '_base_/mspn.py'

model = dict(head=dict(loss=dict(topk=8)))

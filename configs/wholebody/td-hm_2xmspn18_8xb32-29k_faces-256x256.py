"""MSPN, 2 stages of ResNet-18, 68 keypoints of faces, 256x256."""
_base_ = [
    '../_base_/schedules/mspn_mpii_29k.py',
    '../_base_/datasets/faces_256x256.py', '../_base_/models/mspn18_2x.py'
]

model = dict(head=dict(out_channels=68, loss=dict(topk=34)))
default_hooks = dict(checkpoint=dict(save_best='NME', rule='less'))

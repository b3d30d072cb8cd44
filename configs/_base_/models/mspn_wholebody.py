# MSPN for COCO-WholeBody. Faces and hands are small: their Gaussians are a
# rung finer than the body's. A part has its own hard keypoints, about half of
# them, as 8 of 17. Kernels, weights and numbers are assumed, not tuned.
_base_ = 'mspn.py'

finer = dict(kernels=(3, 5, 7, 9, 11), weight=0.5)
parts = dict(
    body=dict(keypoints=17, topk=8),
    feet=dict(keypoints=6, topk=3, weight=0.5),
    face=dict(keypoints=68, topk=34, **finer),
    left_hand=dict(keypoints=21, topk=10, **finer),
    right_hand=dict(keypoints=21, topk=10, **finer))
model = dict(
    head=dict(
        out_channels=133, loss=dict(type='PartSupervision', parts=parts)))

# COCO as in the official MSPN code: keypoints, targets, crops and scores.
_base_ = 'coco_256x192.py'

codec = dict(
    toward='second', normalise='maximum', inside='pixels', score='official')
load = dict(
    _delete_=True,
    type='NamedTransforms',
    picture=dict(type='LoadImage'),
    visibility=dict(type='KeepVisibility'))
test_boxes = dict(padding=(1.09, 1.135))

# COCO as in the official MSPN code: keypoints, targets, crops and scores.
_base_ = 'coco_256x192.py'

codec = dict(
    toward='second', normalise='maximum', inside='pixels', score='official')
load = dict(
    _delete_=True,
    type='NamedTransforms',
    picture=dict(type='LoadImage'),
    visibility=dict(type='KeepVisibility'))
train_boxes = dict(padding=1.05)
# its upper body has the hips
augmentation = dict(
    half_body=dict(_delete_=True, type='OfficialCrop', upper=13),
    bbox=dict(
        type='UniformBBoxTransform', scale_factor=(0.6, 1.), rotate_prob=0.5))
test_boxes = dict(padding=(1.09, 1.135))

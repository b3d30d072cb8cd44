# topdown.py for short trainings on small pictures, 128x96 (height x width):
# weak augmentation, and heatmaps with peak 1.
_base_ = 'topdown.py'

codec = dict(
    _delete_=True,
    type='MultiStageHeatmap',
    input_size=(96, 128),
    peak=1.)
augmentation = dict(
    half_body=None,
    bbox=dict(
        _delete_=True,
        type='RandomBBoxTransform',
        shift_factor=0.08,
        rotate_factor=30,
        scale_factor=(0.85, 1.15)))

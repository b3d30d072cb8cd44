# MPII as in the official MSPN code: targets, crops and augmentation.
_base_ = 'mpii_256x256.py'

codec = dict(
    toward='second', normalise='maximum', inside='pixels', score='official')
augmentation = dict(
    half_body=dict(
        _delete_=True,
        type='OfficialCrop',
        padding=None,
        half_padding=(0.6, 0.6),
        least=9,
        prob=0.5),
    bbox=dict(
        type='UniformBBoxTransform',
        scale_factor=(0.75, 1.25),
        rotate_factor=60,
        rotate_prob=0.5))

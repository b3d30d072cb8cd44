# topdown_256x192.py with EFAFNet's augmentation (Sec. IV-A), which is MSCM's
# (Sec. 4.2) as well: flips, +-40 degrees, 0.7 to 1.3, no half bodies.
_base_ = 'topdown_256x192.py'

train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[4:6] = [
    dict(
        type='RandomBBoxTransform',
        shift_prob=0,
        rotate_factor=40,
        scale_factor=(0.7, 1.3))
]

# topdown_192x144.py with hardly any turning and scaling: a small network has
# no room for poses that its pictures do not hold.
_base_ = 'topdown_192x144.py'

train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[4].update(
    shift_factor=0.04,
    rotate_factor=8,
    rotate_prob=0.5,
    scale_factor=(0.92, 1.08))

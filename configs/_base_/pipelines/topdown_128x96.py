# topdown_256x192.py at 96x128 (width x height), for short trainings: light
# augmentation, and heatmaps that peak at 1.
_base_ = 'topdown_256x192.py'

codec = dict(input_size=(96, 128), heatmap_size=(24, 32), peak=1.)
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].input_size = codec['input_size']  # TopdownAffine
train_pipeline[-2].encoder.update(codec)  # GenerateTarget
val_pipeline[-2].input_size = codec['input_size']
train_pipeline[4:6] = [
    dict(
        type='RandomBBoxTransform',
        shift_factor=0.08,
        rotate_factor=30,
        scale_factor=(0.85, 1.15))
]

# plain_256x192.py at 256x256 (width x height).
_base_ = 'plain_256x192.py'

codec = dict(input_size=(256, 256), heatmap_size=(64, 64))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].input_size = codec['input_size']  # TopdownAffine
train_pipeline[-2].encoder.update(codec)  # GenerateTarget
val_pipeline[-2].input_size = codec['input_size']

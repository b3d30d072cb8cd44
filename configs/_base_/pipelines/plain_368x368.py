# plain_256x192.py at 368x368 (width x height), and heatmaps of
# stride 8.
_base_ = 'plain_256x192.py'

codec = dict(input_size=(368, 368), heatmap_size=(46, 46))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].input_size = codec['input_size']  # TopdownAffine
train_pipeline[-2].encoder.update(codec)  # GenerateTarget
val_pipeline[-2].input_size = codec['input_size']

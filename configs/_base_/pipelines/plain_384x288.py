# plain_256x192.py at 288x384 (width x height).
_base_ = 'plain_256x192.py'

codec = dict(input_size=(288, 384), heatmap_size=(72, 96))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].input_size = codec['input_size']  # TopdownAffine
train_pipeline[-2].encoder.update(codec)  # GenerateTarget
val_pipeline[-2].input_size = codec['input_size']

# topdown_128x96.py at 64x96 (width x height): twice the samples a minute
# of 128x96, for comparisons on small machines.
_base_ = 'topdown_128x96.py'

codec = dict(input_size=(64, 96), heatmap_size=(16, 24))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].input_size = codec['input_size']  # TopdownAffine
train_pipeline[-2].encoder.update(codec)  # GenerateTarget
val_pipeline[-2].input_size = codec['input_size']

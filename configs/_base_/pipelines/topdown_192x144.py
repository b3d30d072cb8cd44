# topdown_128x96.py at 144x192 (width x height), with coordinates that are not
# rounded to the heatmaps' cells: at this size those are coarse.
_base_ = 'topdown_128x96.py'

codec = dict(
    type='UnbiasedMultiStageHeatmap',
    input_size=(144, 192),
    heatmap_size=(36, 48),
    blur_kernel_size=5)
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
affine = dict(input_size=codec['input_size'], use_udp=True)
train_pipeline[-3].update(affine)
train_pipeline[-2].encoder.update(codec)  # GenerateTarget
val_pipeline[-2].update(affine)

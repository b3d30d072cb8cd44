# light.py at 144x192 (width x height), with coordinates that are not rounded
# to the heatmaps' cells: at this size those are coarse.
_base_ = 'light.py'

codec = dict(type='UnbiasedMultiStageHeatmap', input_size=(144, 192),
             blur_kernel_size=5)
crop = dict(use_udp=True)

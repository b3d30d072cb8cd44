# light.py at 192x144 (height x width), with coordinates that are not rounded
# to cells, because the heatmaps are small.
_base_ = 'light.py'

codec = dict(type='UnbiasedMultiStageHeatmap', input_size=(144, 192),
             blur_kernel_size=5)
crop = dict(use_udp=True)

# Heatmaps of stride 8.
_base_ = ['mpii_keypoints.py', '../pipelines/plain.py']

codec = dict(input_size=(368, 368), stride=8)

_base_ = ['mpii_keypoints.py', '../pipelines/topdown.py']

codec = dict(input_size=(256, 256))

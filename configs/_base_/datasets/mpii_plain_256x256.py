_base_ = ['mpii_keypoints.py', '../pipelines/plain.py']

codec = dict(input_size=(256, 256))

_base_ = ['mpii_keypoints.py', '../pipelines/topdown.py']

# the official code filters MPII's heatmaps with a kernel of 9, COCO's of 5
codec = dict(input_size=(256, 256), blur_kernel_size=9)

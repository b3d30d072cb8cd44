_base_ = ['crowdpose_keypoints.py', '../pipelines/plain.py']

# EFAFNet, Sec. IV-C: boxes are extended by 30 %.
test_boxes = dict(padding=1.3)

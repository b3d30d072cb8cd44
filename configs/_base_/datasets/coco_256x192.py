_base_ = ['coco_keypoints.py', '../pipelines/topdown.py']

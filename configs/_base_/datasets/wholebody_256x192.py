_base_ = ['wholebody_keypoints.py', '../pipelines/topdown.py']

_base_ = ['coco_keypoints.py', '../pipelines/topdown.py']

# MSPN, Sec. 4.2: the score is the mean over all keypoints.
val_evaluator = dict(keypoint_score_thr=-1.)
test_evaluator = val_evaluator

_base_ = ['coco_keypoints.py', '../pipelines/topdown.py']

# MSPN, Sec. 4.2: the average score of the keypoints, of all of them.
val_evaluator = dict(keypoint_score_thr=-1.)
test_evaluator = val_evaluator

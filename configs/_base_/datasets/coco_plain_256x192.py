_base_ = ['coco_keypoints.py', '../pipelines/plain.py']

val_evaluator = dict(nms_mode='oks_nms')  # SimpleBaseline's
test_evaluator = val_evaluator

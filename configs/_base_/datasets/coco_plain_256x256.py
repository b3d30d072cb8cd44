_base_ = ['coco_keypoints.py', '../pipelines/plain_256x256.py']

train_dataloader = dict(dataset=dict(pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=_base_.val_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(nms_mode='oks_nms')  # SimpleBaseline's
test_evaluator = val_evaluator

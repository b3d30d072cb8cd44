_base_ = ['crowdpose_keypoints.py', '../pipelines/plain_256x192.py']

# EFAFNet, Sec. IV-C: boxes are extended by 30 %.
val_pipeline = _base_.val_pipeline
val_pipeline[1].padding = 1.3

train_dataloader = dict(dataset=dict(pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader

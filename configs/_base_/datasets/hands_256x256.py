# Hands of COCO-WholeBody, left and right, in their annotated boxes. Any
# rotation, as in mmpose's configs of hands.
_base_ = ['wholebody_keypoints.py', '../pipelines/topdown.py']

codec = dict(input_size=(256, 256))
augmentation = dict(
    half_body=None, bbox=dict(rotate_factor=180, scale_factor=(0.7, 1.3)))
hands = dict(type='CheckedHandDataset', bbox_file=None)
train_dataloader = dict(dataset=hands)
val_dataloader = dict(dataset=hands)
test_dataloader = val_dataloader
val_evaluator = [
    dict(type='PCKAccuracy', thr=0.2),
    dict(type='AUC'),
    dict(type='EPE')
]
test_evaluator = val_evaluator

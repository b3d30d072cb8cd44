# Faces of COCO-WholeBody in their annotated boxes. Rotation and scale are
# those of mmpose's configs of faces.
_base_ = ['wholebody_keypoints.py', '../pipelines/topdown.py']

codec = dict(input_size=(256, 256))
augmentation = dict(
    half_body=None, bbox=dict(rotate_factor=60, scale_factor=(0.75, 1.25)))
faces = dict(type='CheckedFaceDataset', bbox_file=None)
train_dataloader = dict(dataset=faces)
val_dataloader = dict(dataset=faces)
test_dataloader = val_dataloader
val_evaluator = dict(
    _delete_=True, type='NME', norm_mode='keypoint_distance')
test_evaluator = val_evaluator

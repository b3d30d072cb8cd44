# COCO-WholeBody: 133 keypoints of body, feet, face and hands, on COCO's
# pictures and with a detector's boxes.
_base_ = 'coco_keypoints.py'

annotations = 'annotations/coco_wholebody_{}_v1.0.json'
people = dict(type='CheckedWholeBodyDataset')
train_dataloader = dict(
    dataset=dict(ann_file=annotations.format('train'), **people))
val_dataloader = dict(
    dataset=dict(ann_file=annotations.format('val'), **people))
test_dataloader = val_dataloader
val_evaluator = dict(
    type='CocoWholeBodyMetric',
    ann_file='data/coco/' + annotations.format('val'))
test_evaluator = val_evaluator

# AP-10K: animals of 54 species in their annotated boxes, split 1.
_base_ = ['coco_keypoints.py', '../pipelines/topdown.py']

codec = dict(input_size=(256, 256))
root, annotations = 'data/ap10k/', 'annotations/ap10k-{}-split1.json'
animals = dict(
    type='CheckedAnimalDataset',
    bbox_file=None,
    data_root=root,
    data_prefix=dict(img='data/'))
train_dataloader = dict(
    dataset=dict(ann_file=annotations.format('train'), **animals))
val_dataloader = dict(
    dataset=dict(ann_file=annotations.format('val'), **animals))
test_dataloader = dict(
    dataset=dict(ann_file=annotations.format('test'), **animals))
val_evaluator = dict(ann_file=root + annotations.format('val'))
test_evaluator = dict(ann_file=root + annotations.format('test'))

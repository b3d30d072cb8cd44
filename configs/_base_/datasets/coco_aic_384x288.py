# COCO and, assumed for the paper's unnamed external data, AI Challenger's
# 14 keypoints, 12 of which COCO has.
_base_ = 'coco_384x288.py'

# right, then left shoulder to wrist; right, then left hip to ankle
aic_to_coco = list(
    enumerate((6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15)))
train_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='CombinedDataset',
        metainfo=dict(from_file='configs/_base_/datasets/coco.py'),
        datasets=[
            dict(
                type='CheckedCocoDataset',
                data_root='data/coco/',
                ann_file='annotations/person_keypoints_train2017.json',
                data_prefix=dict(img='train2017/'),
                pipeline=[]),
            dict(
                type='AicDataset',
                data_root='data/aic/',
                ann_file='annotations/aic_train.json',
                data_prefix=dict(img='ai_challenger_keypoint_train_20170902/'
                                 'keypoint_train_images_20170902/'),
                pipeline=[
                    dict(
                        type='KeypointConverter',
                        num_keypoints=17,
                        mapping=aic_to_coco)
                ]),
        ],
        pipeline='${train_pipeline}'))

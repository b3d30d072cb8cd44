# People of LSP, LSP-extended and COCO under one skeleton of 19 keypoints:
# COCO's 17, the neck and the top of the head. projects/photographs/README.md
# describes how each file is made.
lsp_root, coco_root = 'data/lsp/', 'data/coco_people/'
teacher = 'data/lsp/movenet_thunder_on_lsp.npz'

from_lsp = dict(type='ToPeople', source='lsp')
from_coco = dict(type='ToPeople', source='coco')
# LSP's labels are reliable: the teacher adds only the face.
faces = dict(
    type='TeacherKeypoints',
    file='${teacher}',
    array='lsp_train',
    sides=False,
    blend=0.,
    doubt=1.)
mended = dict(
    type='TeacherKeypoints', file='${teacher}', array='lsp_extended')

lsp = dict(
    type='LSPDataset',
    split='train',
    near_test=False,
    indices=875,
    data_root='${lsp_root}',
    pipeline=['${from_lsp}', '${faces}'])
lsp_extended = dict(
    type='LSPDataset',
    split='extended',
    near_test=False,
    data_root='${lsp_root}',
    pipeline=['${from_lsp}', '${mended}'])
coco = dict(
    type='CheckedCocoDataset',
    data_root='${coco_root}',
    ann_file='train2017/annotations/coco17_train.json',
    data_prefix=dict(img='train2017/images/'),
    indices=550,
    pipeline=['${from_coco}'])
lsp_validation = dict(
    type='LSPDataset',
    split='train',
    near_test=False,
    indices=-100,
    data_root='${lsp_root}',
    test_mode=True,
    pipeline=['${from_lsp}'])
coco_validation = dict(
    type='CheckedCocoDataset',
    data_root='${coco_root}',
    ann_file='train2017/annotations/coco17_train.json',
    data_prefix=dict(img='train2017/images/'),
    indices=-79,
    test_mode=True,
    pipeline=['${from_coco}'])
lsp_test = dict(
    type='LSPDataset',
    split='test',
    data_root='${lsp_root}',
    test_mode=True,
    pipeline=['${from_lsp}'])

train_dataloader = dict(
    batch_size=32,
    num_workers=1,
    persistent_workers=True,
    sampler=dict(type='RepeatableSampler', shuffle=True),
    dataset=dict(
        type='CombinedPeople',
        datasets=[
            dict(type='RepeatDataset', times=3, dataset='${lsp}'),
            '${lsp_extended}',
            dict(type='RepeatDataset', times=5, dataset='${coco}'),
        ],
        pipeline='${train_pipeline}'))
val_dataloader = dict(
    batch_size=32,
    num_workers=1,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        type='CombinedPeople',
        test_mode=True,
        datasets=['${lsp_test}'],
        pipeline='${val_pipeline}'))
test_dataloader = val_dataloader
calibration_dataloader = dict(
    val_dataloader,
    dataset=dict(
        val_dataloader['dataset'],
        datasets=['${lsp_validation}', '${coco_validation}']))
val_evaluator = [dict(type='TorsoPCK'), dict(type='PCP')]
test_evaluator = [*val_evaluator, dict(type='CalibrationError')]

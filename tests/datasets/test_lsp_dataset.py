import re

import cv2
import numpy as np
import pytest
from mmengine.config import Config
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.registry import DATASETS
from scipy.io import savemat

from mspn_plugin.datasets import AnnotationError
from mspn_plugin.datasets.lsp_dataset import load_joints
from mspn_plugin.datasets.lsp_metainfo import JOINT_NAMES
from mspn_plugin.datasets.lsp_near_test import NEAR_TEST
from tests.conftest import ROOT


def dataset(root, split, **kwargs):
    return DATASETS.build(
        dict(type='LSPDataset', split=split, data_root=str(root), **kwargs))


def write_lsp(root, number=2000):
    """The archives' layout with made-up joints and blank pictures."""
    lsp = np.zeros((3, 14, number))
    lsp[0] = np.arange(14)[:, None] * 5 + 1
    lsp[1] = np.arange(number)[None] / 100
    lsp[2, 6] = 1  # right wrists are hidden
    lspet = np.zeros((14, 3, 10000))
    lspet[:, 0] = 30 + np.arange(14)[:, None]
    lspet[:, 1] = np.arange(14)[:, None] * 4
    lspet[:, 2, :3] = 1  # the others are not labelled
    lspet[0, 2, 1] = 0  # one ankle is not labelled
    for folder, joints, digits in (('lsp_dataset', lsp, 4),
                                   ('lspet_dataset', lspet, 5)):
        (root / folder / 'images').mkdir(parents=True)
        savemat(root / folder / 'joints.mat', dict(joints=joints))
        black = np.zeros((100, 80, 3), np.uint8)
        blank = cv2.imencode('.jpg', black)[1].tobytes()
        for i in range(1, min(number, joints.shape[2]) + 1):
            name = f'im{i:0{digits}d}.jpg'
            (root / folder / 'images' / name).write_bytes(blank)


def test_splits_visibility_and_boxes(tmp_path):
    write_lsp(tmp_path)
    train, test = dataset(tmp_path, 'train'), dataset(tmp_path, 'test')
    assert len(train) == len(test) == 1000
    assert train[0]['img_path'].endswith('im0001.jpg')
    assert test[0]['img_path'].endswith('im1001.jpg')
    assert test[0]['keypoints'][0, 0].tolist() == [1, 10]
    assert (train[0]['keypoints_visible'] == 1).all()  # hidden is labelled
    assert train[0]['bbox'].tolist() == [[8, 10, 72, 90]]  # 1.25 is all
    joints = load_joints(tmp_path / 'lsp_dataset')
    assert joints[0, :, 2].tolist() == [2] * 6 + [1] + [2] * 7

    extended = dataset(tmp_path, 'extended')
    assert len(extended) == 3
    assert extended[1]['keypoints_visible'][0].tolist() == [0] + [1] * 13
    assert extended[1]['bbox'].tolist() == [[31, 4, 43, 52]]


def test_pictures_near_test_pictures_can_be_excluded(tmp_path):
    write_lsp(tmp_path)
    train = dataset(tmp_path, 'train', near_test=False)
    kept = {int(train[i]['img_path'][-8:-4]) for i in range(len(train))}
    assert set(range(1, 1001)) - kept == set(NEAR_TEST['train'])
    assert len(dataset(tmp_path, 'test', near_test=False)) == 1000


def test_ids_of_joined_splits_are_unique(tmp_path):
    write_lsp(tmp_path)
    both = dataset(tmp_path, 'train+extended')
    assert len(both) == 1003
    ids = [both[i]['img_id'] for i in range(len(both))]
    assert len(set(ids)) == 1003
    assert both[0]['bbox'].tolist() == [[8, 10, 72, 90]]
    assert both[1001]['bbox'].tolist() == [[31, 4, 43, 52]]
    assert both[1001]['img_path'].endswith('im00002.jpg')


def test_left_and_right_swap():
    meta = DATASETS.get('LSPDataset').METAINFO
    swaps = [info['swap'] for info in meta['keypoint_info'].values()]
    for name, swap in zip(JOINT_NAMES, swaps):
        if name in ('neck', 'head_top'):
            assert swap == ''
        else:
            assert swaps[JOINT_NAMES.index(swap)] == name
            assert swap.split('_')[1] == name.split('_')[1] and swap != name


def test_clear_errors(tmp_path):
    for split in ('val', 'train+val'):
        with pytest.raises(ValueError, match=re.escape(f"got '{split}'")):
            dataset(tmp_path, split)
    with pytest.raises(FileNotFoundError, match='unpack lsp_dataset.zip'):
        dataset(tmp_path, 'train')
    (tmp_path / 'lsp_dataset').mkdir()
    savemat(tmp_path / 'lsp_dataset' / 'joints.mat',
            dict(joints=np.zeros((2, 14, 5))))
    with pytest.raises(ValueError, match=r'\(2, 14, 5\).*\(3, 14, N\)'):
        dataset(tmp_path, 'train')


def test_the_real_archives(lsp_root):
    """Counts of the published files, and that people stand upright."""
    lsp = load_joints(lsp_root / 'lsp_dataset')
    assert lsp.shape == (2000, 14, 3)
    assert (lsp[..., 2] == 1).mean() == pytest.approx(.073, abs=.001)
    extended = load_joints(lsp_root / 'lspet_dataset')
    assert extended.shape == (10000, 14, 3)
    assert (extended[..., 2] > 0).mean() == pytest.approx(.880, abs=.001)
    test = dataset(lsp_root, 'test')
    assert len(test) == 1000
    for index in (0, 500, 999):
        picture = cv2.imread(test[index]['img_path'])
        keypoints = test[index]['keypoints'][0]
        assert (keypoints >= 0).all()
        assert (keypoints <= picture.shape[1::-1]).all()
    # people are upright: heads above ankles, in nearly all pictures
    head, ankles = JOINT_NAMES.index('head_top'), [0, 5]
    upright = lsp[:, head, 1] < lsp[:, ankles, 1].mean(1)
    assert .85 < upright.mean() < 1


@pytest.mark.parametrize('joints, named', [
    (np.zeros((3, 14, 500)), '500 people.*1000'),
    (np.zeros((3, 14, 0)), r'0 people|\(3, 14, 0\)|\(3, 14\)'),
    (np.zeros((3, 13, 2000)), r'\(3, 13, 2000\)'),
    (np.zeros((2000, 3, 14)), r'\(2000, 3, 14\)'),
    (np.zeros((14, 2000)), r'\(14, 2000\)'),
    (np.zeros(5), r'\(1, 5\)'),
    (np.full((3, 14, 2000), float('nan')), 'no numbers'),
    (np.array([['left'], ['right']]), 'no array of numbers|shape'),
    (dict(x=1), 'no array of numbers|shape'),
    (None, "'joints'"),
])
def test_joints_of_another_format_raise(tmp_path, joints, named):
    (tmp_path / 'lsp_dataset').mkdir()
    content = dict(other=1) if joints is None else dict(joints=joints)
    savemat(tmp_path / 'lsp_dataset/joints.mat', content)
    with pytest.raises(AnnotationError, match=named) as error:
        DATASETS.build(
            dict(type='LSPDataset', split='train', data_root=str(tmp_path)))
    assert 'joints.mat' in str(error.value)


@pytest.mark.parametrize('content', [b'', b'MATLAB', b'\x00' * 600, b'text' *
                                     99])
def test_an_unreadable_joints_file_raises(tmp_path, content):
    (tmp_path / 'lsp_dataset').mkdir()
    (tmp_path / 'lsp_dataset/joints.mat').write_bytes(content)
    with pytest.raises(AnnotationError, match='joints.mat'):
        DATASETS.build(
            dict(type='LSPDataset', split='train', data_root=str(tmp_path)))


def test_mpii_s_joints_become_those_of_the_same_name():
    """The merged data set of MSCM (Sec. 4.3)."""
    config = Config.fromfile(
        ROOT / 'configs/mscm/td-hm_4xmscm_2xb16-1000k_lsp-mpii-368x368.py')
    theirs = parse_pose_metainfo(
        dict(from_file='configs/_base_/datasets/mpii.py'))
    mine = config.train_dataloader.dataset.metainfo['keypoint_info']
    converter = config.train_dataloader.dataset.datasets[1].pipeline[0]
    names = [(theirs['keypoint_id2name'][a], mine[b]['name'])
             for a, b in converter.mapping]
    assert sorted(b for _, b in converter.mapping) == list(range(14))
    assert all(a == b for a, b in names[:12])
    assert names[12:] == [('upper_neck', 'neck'), ('head_top', 'head_top')]


def test_ai_challenger_s_joints_become_those_of_the_same_name():
    """The external data of MSPN (Table 7)."""
    config = Config.fromfile(
        ROOT / 'configs/mspn/td-hm_4xmspn50-aic_8xb32-96k_coco-384x288.py')
    data = config.train_dataloader.dataset
    theirs, coco = (
        parse_pose_metainfo(
            dict(from_file=f'configs/_base_/datasets/{name}.py'))
        ['keypoint_id2name'] for name in ('aic', 'coco'))
    mapping = data.datasets[1].pipeline[0].mapping
    assert [theirs[a] for a, _ in mapping] == [coco[b] for _, b in mapping]
    assert len(mapping) == 12
    assert data.pipeline == config.train_pipeline

import numpy as np
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from mspn_plugin.datasets import ToPeople
from mspn_plugin.datasets.lsp_metainfo import JOINT_NAMES
from mspn_plugin.datasets.people_metainfo import COCO_NAMES, METAINFO, NAMES

META = parse_pose_metainfo(METAINFO)


def test_coco_keypoints_come_first_with_their_sigmas():
    coco = parse_pose_metainfo(
        dict(from_file='configs/_base_/datasets/coco.py'))
    assert tuple(coco['keypoint_name2id']) == COCO_NAMES == NAMES[:17]
    assert np.allclose(META['sigmas'][:17], coco['sigmas'])
    assert META['flip_indices'][:17] == coco['flip_indices']
    assert set(META['lower_body_ids']) == set(coco['lower_body_ids'])


def test_neck_and_head_top_are_their_own_mirror_images():
    assert NAMES[17:] == ('neck', 'head_top')
    assert META['flip_indices'][17:] == [17, 18]
    assert META['num_keypoints'] == len(META['sigmas']) == 19


def sample(names):
    numbers = np.arange(1, len(names) + 1, dtype=np.float32)
    return dict(
        keypoints=np.stack([numbers, -numbers], 1)[None],
        keypoints_visible=np.linspace(.1, 1, len(names))[None])


def test_every_keypoint_keeps_its_place_and_weight():
    for source, names in (('coco', COCO_NAMES), ('lsp', JOINT_NAMES)):
        before = sample(names)
        after = ToPeople(source)(sample(names))
        for i, name in enumerate(names):
            target = NAMES.index(name)
            assert np.allclose(after['keypoints'][0, target],
                               before['keypoints'][0, i])
            assert np.isclose(after['keypoints_visible'][0, target],
                              before['keypoints_visible'][0, i])
        assert (after['keypoints_visible'] > 0).sum() == len(names)

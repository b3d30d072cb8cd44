"""COCO's 17 keypoints, the neck and the top of the head: 19 in all."""

from typing import List, Sequence, Tuple

from .lsp_metainfo import JOINT_NAMES as LSP_NAMES
from .lsp_metainfo import SIGMAS, _colour, _swap

COCO_NAMES = ('nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear',
              'left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow',
              'left_wrist', 'right_wrist', 'left_hip', 'right_hip',
              'left_knee', 'right_knee', 'left_ankle', 'right_ankle')
NAMES = (*COCO_NAMES, 'neck', 'head_top')
LINKS = [('left_ankle', 'left_knee'), ('left_knee', 'left_hip'),
         ('right_ankle', 'right_knee'), ('right_knee', 'right_hip'),
         ('left_hip', 'right_hip'), ('left_shoulder', 'left_hip'),
         ('right_shoulder', 'right_hip'), ('neck', 'left_shoulder'),
         ('neck', 'right_shoulder'), ('left_shoulder', 'left_elbow'),
         ('right_shoulder', 'right_elbow'), ('left_elbow', 'left_wrist'),
         ('right_elbow', 'right_wrist'), ('neck', 'head_top'),
         ('nose', 'left_eye'), ('nose', 'right_eye'),
         ('left_eye', 'left_ear'), ('right_eye', 'right_ear')]
#: COCO's sigmas; those of the neck and the top of the head are LSP's.
FACE_SIGMAS = dict(nose=.026, eye=.025, ear=.035)
LOWER = ('hip', 'knee', 'ankle')


def _part(name: str) -> str:
    return name.split('_')[-1]


METAINFO = dict(
    dataset_name='people19',
    paper_info=dict(
        author='Lin, Tsung-Yi and others; Johnson, Sam and Everingham, Mark',
        title='COCO keypoints joined with those of Leeds Sports Pose',
        container='ECCV; BMVC',
        year='2014; 2010',
        homepage='http://cocodataset.org/'),
    keypoint_info={
        i: dict(
            name=name,
            id=i,
            color=_colour(name),
            type='lower' if _part(name) in LOWER else 'upper',
            swap=_swap(name))
        for i, name in enumerate(NAMES)
    },
    skeleton_info={
        i: dict(link=link, id=i, color=_colour(link[1]))
        for i, link in enumerate(LINKS)
    },
    joint_weights=[1.] * len(NAMES),
    sigmas=[{**SIGMAS, **FACE_SIGMAS}[_part(name)] for name in NAMES])


def mapping(names: Sequence[str]) -> List[Tuple[int, int]]:
    """Pairs (source, target) for mmpose's ``KeypointConverter``.

    Args:
        names: Names of the source's keypoints, in its order.
    """
    return [(i, NAMES.index(name)) for i, name in enumerate(names)
            if name in NAMES]


#: ``KeypointConverter(num_keypoints=19, mapping=...)`` by data set.
MAPPINGS = dict(coco=mapping(COCO_NAMES), lsp=mapping(LSP_NAMES))

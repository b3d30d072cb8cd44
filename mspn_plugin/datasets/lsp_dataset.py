"""Leeds Sports Pose and LSP-extended, from the published archives."""

from pathlib import Path
from typing import List, Tuple

import cv2
import numpy as np
from mmpose.registry import DATASETS
from scipy.io import loadmat

from .annotation_checks import AnnotationChecks, AnnotationError
from .lsp_metainfo import METAINFO
from .lsp_near_test import NEAR_TEST

BOX_PADDING = 1.25  # mmpose's GetBBoxCenterScale
#: Folder below data_root, name of the pictures, the split's slice of the
#: joints, and an offset to a picture's number that makes ids unique.
SPLITS = dict(
    train=('lsp_dataset', 'im{:04d}.jpg', slice(0, 1000), 0),
    test=('lsp_dataset', 'im{:04d}.jpg', slice(1000, 2000), 0),
    extended=('lspet_dataset', 'im{:05d}.jpg', slice(0, 10000), 2000))


@DATASETS.register_module()
class LSPDataset(AnnotationChecks):
    """LSP (Johnson & Everingham, BMVC 2010) and LSP-extended (CVPR 2011).

    14 joints. LSP labels all joints, also hidden ones; LSP-extended does not
    label all. LSP's pictures are crops around a person: the box is the
    picture without its margin, so that testing does not use the joints. In
    LSP-extended it is the box of the labelled joints.

    Args:
        split: 'train' (LSP's first 1,000), 'test' (its last 1,000),
            'extended' (all 10,000 of LSP-extended) or 'train+extended'.
        near_test: Whether to keep training pictures that resemble a test
            picture; False excludes those of :mod:`.lsp_near_test`.
        data_root: Folder with ``lsp_dataset/`` and ``lspet_dataset/``, each
            with ``images/`` and ``joints.mat``.
        base: Other arguments of mmpose's data sets.

    Raises:
        ValueError: An unknown split, or a ``joints.mat`` of another shape.
        FileNotFoundError: The data is missing; the message says what to
            unpack where.
    """

    METAINFO = METAINFO

    def __init__(self,
                 *,
                 split: str,
                 near_test: bool = True,
                 data_root: str = 'data/lsp',
                 **base):
        self.near_test = near_test
        self.splits = split.split('+')
        if not set(self.splits) <= set(SPLITS):
            raise ValueError(f'split must be one of {list(SPLITS)}, or some '
                             f'joined by +, got {split!r}.')
        super().__init__(data_root=data_root, **base)

    def _load_annotations(self) -> Tuple[List[dict], List[dict]]:
        instances, images = [], []
        for split in self.splits:
            folder, name, part, offset = SPLITS[split]
            root = Path(self.data_root) / folder
            numbers = range(part.start + 1, part.stop + 1)
            joints_of_all = load_joints(root)
            if len(joints_of_all) < part.stop:
                raise AnnotationError(
                    f'{root}/joints.mat has {len(joints_of_all)} people, '
                    f'{split!r} needs {part.stop}.')
            skipped = () if self.near_test else NEAR_TEST.get(split, ())
            for number, joints in zip(numbers, joints_of_all[part]):
                if number in skipped:
                    continue
                path = root / 'images' / name.format(number)
                key = number + offset
                images.append(
                    dict(id=key, file_name=path.name, img_path=str(path)))
                if joints[:, 2].any():
                    instances.append(_instance(split, key, path, joints))
        return instances, images


def _instance(split: str, key: int, path: Path, joints: np.ndarray) -> dict:
    labelled = joints[joints[:, 2] > 0, :2]
    if split == 'extended':
        box = np.r_[labelled.min(0), labelled.max(0)]
    else:
        box = _box_without_margin(path)
    return dict(
        id=key,
        img_id=key,
        img_path=str(path),
        bbox=box.astype(np.float32)[None],
        bbox_score=np.ones(1, np.float32),
        keypoints=joints[None, :, :2].astype(np.float32),
        keypoints_visible=joints[None, :, 2].clip(0, 1).astype(np.float32),
        num_keypoints=len(labelled),
        iscrowd=0,
        category_id=1)


def load_joints(root: Path) -> np.ndarray:
    """Read ``joints.mat`` of LSP or LSP-extended as (N, 14, 3): x, y, v.

    v is COCO's visibility: 2 visible, 1 hidden but labelled, 0 not labelled.
    The third row of LSP's array means 'hidden'; the third column of
    LSP-extended's means 'labelled'.
    """
    path = Path(root) / 'joints.mat'
    if not path.exists():
        raise FileNotFoundError(
            f'{path} is missing: unpack lsp_dataset.zip and lspet_dataset.zip'
            f' into {root.parent}/lsp_dataset and {root.parent}/'
            'lspet_dataset (each with images/ and joints.mat).')
    try:
        joints = loadmat(path)['joints'].astype(float)
    except Exception as error:  # SciPy's errors have no common class
        raise AnnotationError(
            f"{path} has no array of numbers 'joints': {error}.") from error
    if joints.shape[:2] == (3, 14):
        joints = joints.transpose(2, 1, 0).copy()
        joints[..., 2] = 2 - joints[..., 2]
    elif joints.shape[:2] == (14, 3):
        joints = joints.transpose(2, 0, 1).copy()
        joints[..., 2] *= 2
    else:
        raise AnnotationError(
            f'{path} has joints of shape {joints.shape}, expected (3, 14, N) '
            'for LSP or (14, 3, N) for LSP-extended.')
    if not np.isfinite(joints).all():
        raise AnnotationError(f'{path} has joints that are no numbers.')
    return joints


def _box_without_margin(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path))
    if picture is None:
        raise FileNotFoundError(f'{path} is missing or not a picture.')
    size = np.array(picture.shape[1::-1])
    margin = size * (1 - 1 / BOX_PADDING) / 2
    return np.r_[margin, size - margin]

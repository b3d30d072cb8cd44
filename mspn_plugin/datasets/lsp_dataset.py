"""Leeds Sports Pose and LSP-extended, read as their authors publish them."""

from pathlib import Path
from typing import List, Tuple

import cv2
import numpy as np
from mmpose.registry import DATASETS
from scipy.io import loadmat

from .checked_datasets import AnnotationChecks, AnnotationError
from .lsp_metainfo import METAINFO
from .lsp_near_test import NEAR_TEST

BOX_PADDING = 1.25  # mmpose's GetBBoxCenterScale
#: Folder below data_root, picture's name, the split's part of the joints, and
#: what to add to a picture's number so that no two have one id.
SPLITS = dict(
    train=('lsp_dataset', 'im{:04d}.jpg', slice(0, 1000), 0),
    test=('lsp_dataset', 'im{:04d}.jpg', slice(1000, 2000), 0),
    extended=('lspet_dataset', 'im{:05d}.jpg', slice(0, 10000), 2000))


@DATASETS.register_module()
class LSPDataset(AnnotationChecks):
    """LSP (Johnson & Everingham, BMVC 2010) and LSP-extended (CVPR 2011).

    14 joints. All joints of LSP are labelled, hidden ones too; LSP-extended
    leaves some out. A person's box is the picture without its margin in LSP,
    whose pictures are cut around the person, so that testing knows nothing
    of the joints; in LSP-extended it is the labelled joints' box.

    Args:
        split: 'train' (LSP's first 1,000), 'test' (its last 1,000),
            'extended' (all 10,000 of LSP-extended) or 'train+extended'.
        near_test: Whether training pictures that resemble a test picture
            count; False leaves out those of :mod:`.lsp_near_test`.
        data_root: Holds ``lsp_dataset/`` and ``lspet_dataset/``, each with
            ``images/`` and ``joints.mat``.
        base: Anything else mmpose's data sets take.

    Raises:
        ValueError: An unknown split, or a ``joints.mat`` of another shape.
        FileNotFoundError: No data there; the message says what goes where.
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
                    f'{root}/joints.mat holds {len(joints_of_all)} people, '
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
    """``joints.mat`` of either set as (N, 14, 3): x, y, v.

    v is COCO's: 2 visible, 1 hidden but labelled, 0 not labelled. LSP's third
    row says 'hidden', LSP-extended's third column 'labelled'.
    """
    path = Path(root) / 'joints.mat'
    if not path.exists():
        raise FileNotFoundError(
            f'{path} is missing: unpack lsp_dataset.zip and lspet_dataset.zip'
            f' into {root.parent}/lsp_dataset and {root.parent}/'
            'lspet_dataset (their images/ and joints.mat).')
    try:
        joints = loadmat(path)['joints'].astype(float)
    except Exception as error:  # SciPy's own have no common class
        raise AnnotationError(
            f"{path} holds no array of numbers 'joints': {error}.") from error
    if joints.shape[:2] == (3, 14):
        joints = joints.transpose(2, 1, 0).copy()
        joints[..., 2] = 2 - joints[..., 2]
    elif joints.shape[:2] == (14, 3):
        joints = joints.transpose(2, 0, 1).copy()
        joints[..., 2] *= 2
    else:
        raise AnnotationError(
            f'{path} holds joints of shape {joints.shape}, not (3, 14, N) as '
            'LSP or (14, 3, N) as LSP-extended.')
    if not np.isfinite(joints).all():
        raise AnnotationError(f'{path} holds joints that are no numbers.')
    return joints


def _box_without_margin(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path))
    if picture is None:
        raise FileNotFoundError(f'{path} is missing or no picture.')
    size = np.array(picture.shape[1::-1])
    margin = size * (1 - 1 / BOX_PADDING) / 2
    return np.r_[margin, size - margin]

"""Rendered people as an MMPose data set."""

import json
from pathlib import Path

from mmengine.dist import barrier, is_main_process
from mmpose.registry import DATASETS

from .checked_datasets import CheckedCocoDataset
from .rendered_people import render_split
from .rendered_people.rendering import RENDER_VERSION


@DATASETS.register_module()
class RenderedPeopleDataset(CheckedCocoDataset):
    """COCO-style people that are rendered on first use.

    Args:
        split: 'train', 'val' or 'test'.
        num_images: Pictures in the split.
        seed: Seed of the whole data set.
        data_root: Folder of the data set; annotations are ``{split}.json``.
        coco: Other arguments of :class:`mmpose.datasets.CocoDataset`.

    Raises:
        ValueError: The folder has pictures of another seed or number.
    """

    def __init__(self,
                 *,
                 split: str,
                 num_images: int,
                 seed: int = 0,
                 data_root: str = 'data/rendered_people',
                 **coco):
        annotations = Path(data_root) / f'{split}.json'
        if is_main_process() and not annotations.exists():
            render_split(data_root, split, num_images, seed=seed)
        barrier()
        wanted = dict(version=RENDER_VERSION, seed=seed, num_images=num_images)
        found = json.loads(annotations.read_text())['info']
        if found != wanted:
            raise ValueError(
                f'{annotations} has rendered people of {found}, the config '
                f'needs {wanted}: remove {data_root} or set another '
                'data_root.')
        super().__init__(
            data_root=data_root,
            ann_file=annotations.name,
            data_prefix=dict(img=f'{split}/'),
            **coco)

"""Distinguish hidden keypoints from visible ones."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class KeepVisibility(BaseTransform):
    """Restores COCO's visibility: 2 visible, 1 hidden, 0 not labelled.

    mmpose's data sets clip it to 1. Place it directly after the loading of
    the picture, before transforms that reorder keypoints. The annotations
    must have COCO's format, as those of COCO and of rendered people.
    ``HeatmapSupervision(hidden='background')`` needs it.

    Raises:
        ValueError: In ``transform``, for a person without such annotations.
    """

    def transform(self, results: dict) -> dict:
        """Set ``keypoints_visible`` (1, K) to 0, 1 or 2."""
        labels = (results.get('raw_ann_info') or {}).get('keypoints')
        if labels is None:
            raise ValueError('KeepVisibility needs annotations in COCO '
                             f'format; {results.get("img_path")} has none.')
        visible = np.reshape(labels, (1, -1, 3))[..., 2]
        results['keypoints_visible'] = visible.astype(np.float32)
        return results

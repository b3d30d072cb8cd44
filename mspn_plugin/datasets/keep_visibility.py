"""Labelled but hidden keypoints told from those that are seen."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class KeepVisibility(BaseTransform):
    """Gives back what mmpose's data sets clip: 2 seen, 1 hidden, 0 unknown.

    Goes before anything that reorders keypoints, so right behind the loading
    of the picture. Needs annotations in COCO's format, such as COCO's or
    rendered people's; for ``HeatmapSupervision(hidden='background')``.

    Raises:
        ValueError: Later, for a person without COCO's annotation.
    """

    def transform(self, results: dict) -> dict:
        """Set ``keypoints_visible`` (1, K) to 0, 1 or 2."""
        labels = (results.get('raw_ann_info') or {}).get('keypoints')
        if labels is None:
            raise ValueError('KeepVisibility needs annotations in the format '
                             f'of COCO; {results.get("img_path")} has none.')
        visible = np.reshape(labels, (1, -1, 3))[..., 2]
        results['keypoints_visible'] = visible.astype(np.float32)
        return results

"""Half-body augmentation that counts labelled keypoints."""

import numpy as np
from mmpose.datasets.transforms import RandomHalfBody
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LabelledHalfBody(RandomHalfBody):
    """mmpose's ``RandomHalfBody`` for use after :class:`KeepVisibility`.

    It crops half a body if more than eight keypoints are labelled (MSPN,
    Sec. 4.2). mmpose sums ``keypoints_visible``, so that five keypoints of
    visibility 2 count as ten. The arguments are mmpose's.
    """

    def transform(self, results: dict) -> dict:
        """Set ``bbox_center`` and ``bbox_scale``; keep the visibility."""
        visible = results['keypoints_visible']
        results['keypoints_visible'] = (visible > 0).astype(np.float32)
        results = super().transform(results)
        results['keypoints_visible'] = visible
        return results

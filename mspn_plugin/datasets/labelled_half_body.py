"""Half bodies by the number of labelled keypoints."""

import numpy as np
from mmpose.datasets.transforms import RandomHalfBody
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LabelledHalfBody(RandomHalfBody):
    """mmpose's ``RandomHalfBody``, also behind :class:`KeepVisibility`.

    It takes half a body if there are more than eight labelled keypoints
    (MSPN, Sec. 4.2). mmpose adds up ``keypoints_visible``, so that five
    keypoints of visibility 2 count as ten.
    Its arguments are mmpose's.
    """

    def transform(self, results: dict) -> dict:
        """Set ``bbox_center`` and ``bbox_scale``; visibility stays."""
        visible = results['keypoints_visible']
        results['keypoints_visible'] = (visible > 0).astype(np.float32)
        results = super().transform(results)
        results['keypoints_visible'] = visible
        return results

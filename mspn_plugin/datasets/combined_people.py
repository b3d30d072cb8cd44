"""People of several data sets under one skeleton."""

from typing import Optional, Sequence

from mmcv.transforms import BaseTransform
from mmpose.datasets import CombinedDataset
from mmpose.datasets.transforms import KeypointConverter
from mmpose.registry import DATASETS, TRANSFORMS

from .people_metainfo import MAPPINGS, METAINFO, NAMES


@DATASETS.register_module()
class CombinedPeople(CombinedDataset):
    """mmpose's ``CombinedDataset`` with 19 keypoints unless told otherwise.

    The keypoints are COCO's 17, the neck and the top of the head. Each part
    converts its own in its pipeline (:class:`ToPeople`); keypoints that it
    does not label have no weight.

    Args:
        datasets: Configs of the parts. A part that is to count several times
            is wrapped in mmengine's ``RepeatDataset``.
        metainfo: Of the common skeleton.
        base: Anything else that mmpose's data set takes.
    """

    METAINFO = METAINFO

    def __init__(self,
                 datasets: Sequence[dict],
                 *,
                 metainfo: Optional[dict] = None,
                 **base):
        super().__init__(metainfo or self.METAINFO, list(datasets), **base)


@TRANSFORMS.register_module()
class ToPeople(BaseTransform):
    """Keypoints of COCO or LSP -> the 19 of :class:`CombinedPeople`.

    mmpose's ``KeypointConverter`` with the mapping named, not written out.

    Args:
        source: 'coco' (rendered people too) or 'lsp'.

    Raises:
        ValueError: Another source.
    """

    def __init__(self, source: str):
        if source not in MAPPINGS:
            raise ValueError(f'Unknown source {source!r}: choose one of '
                             f'{sorted(MAPPINGS)}.')
        self._convert = KeypointConverter(len(NAMES), MAPPINGS[source])

    def transform(self, results: dict) -> dict:
        """Changes ``keypoints`` and ``keypoints_visible``."""
        visible = results['keypoints_visible']
        results = self._convert(results)
        # the converter adds weights of its own; a codec here has one weight
        known = [target for _, target in self._convert.mapping]
        weights = results['keypoints_visible']
        if weights.ndim == 3:
            weights = weights[..., 0]
        weights[:, known] = visible[:, [i for i, _ in self._convert.mapping]]
        results['keypoints_visible'] = weights.astype('float32')
        return results

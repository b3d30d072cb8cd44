"""People of several data sets under one skeleton."""

from typing import Optional, Sequence

from mmcv.transforms import BaseTransform
from mmpose.datasets import CombinedDataset
from mmpose.datasets.transforms import KeypointConverter
from mmpose.registry import DATASETS, TRANSFORMS

from .people_metainfo import MAPPINGS, METAINFO, NAMES


@DATASETS.register_module()
class CombinedPeople(CombinedDataset):
    """mmpose's ``CombinedDataset`` with 19 keypoints by default.

    The keypoints are COCO's 17, the neck and the top of the head. The
    pipeline of each part converts its keypoints (:class:`ToPeople`).
    Keypoints that a part does not label have weight 0.

    Args:
        datasets: Configs of the parts. To repeat a part, wrap it in
            mmengine's ``RepeatDataset``.
        metainfo: Metainfo of the common skeleton.
        base: Other arguments of mmpose's data set.
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
    """Converts keypoints of COCO or LSP to those of :class:`CombinedPeople`.

    It is mmpose's ``KeypointConverter`` with mappings that have names.

    Args:
        source: 'coco' (also for rendered people) or 'lsp'.

    Raises:
        ValueError: An unknown source.
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
        # the converter adds a second weight, which the codecs do not take
        known = [target for _, target in self._convert.mapping]
        weights = results['keypoints_visible']
        if weights.ndim == 3:
            weights = weights[..., 0]
        weights[:, known] = visible[:, [i for i, _ in self._convert.mapping]]
        results['keypoints_visible'] = weights.astype('float32')
        return results

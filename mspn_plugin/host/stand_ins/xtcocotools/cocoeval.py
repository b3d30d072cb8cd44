"""COCO's evaluation with the keypoint types of mmpose's metrics."""

from collections import defaultdict
from contextlib import redirect_stdout
from io import StringIO
from typing import Optional

import numpy as np
import pycocotools.cocoeval

#: Type -> the fields whose keypoints are compared, in this order.
FIELDS = {
    'keypoints': ('keypoints', ),
    'keypoints_body': ('keypoints', ),
    'keypoints_crowd': ('keypoints', ),
    'keypoints_foot': ('foot_kpts', ),
    'keypoints_face': ('face_kpts', ),
    'keypoints_lefthand': ('lefthand_kpts', ),
    'keypoints_righthand': ('righthand_kpts', ),
    'keypoints_wholebody': ('keypoints', 'foot_kpts', 'face_kpts',
                            'lefthand_kpts', 'righthand_kpts'),
}
#: Area of a person relative to the box, if no area is annotated.
COVERED = .53
#: CrowdPose's crowd index: easy is below the first, hard from the second on.
CROWDED = (.2, .8)


class COCOeval(pycocotools.cocoeval.COCOeval):
    """pycocotools' class on copies of the annotations.

    Args:
        cocoGt: Annotations.
        cocoDt: Results of ``cocoGt.loadRes``.
        iouType: 'bbox', 'segm' or one of ``FIELDS``.
        sigmas: (K,) of OKS; None: COCO's.
        use_area: Whether to use the annotated ``area``; otherwise 0.53 of
            the box.
    """

    def __init__(self,
                 cocoGt=None,
                 cocoDt=None,
                 iouType: str = 'keypoints',
                 sigmas: Optional[np.ndarray] = None,
                 use_area: bool = True):
        if iouType not in (*FIELDS, 'bbox', 'segm'):
            raise ValueError(f'iouType must be bbox, segm or one of '
                             f'{", ".join(FIELDS)}, got {iouType!r}.')
        pose = iouType in FIELDS
        super().__init__(cocoGt, cocoDt, 'keypoints' if pose else iouType)
        self.kind, self.use_area = iouType, use_area
        if pose and sigmas is not None:
            self.params.kpt_oks_sigmas = np.asarray(sigmas)

    def _prepare(self):
        if self.kind not in FIELDS:
            super()._prepare()
            return
        self._gts, self._dts = defaultdict(list), defaultdict(list)
        self.evalImgs, self.eval = defaultdict(list), {}
        select = dict(imgIds=self.params.imgIds)
        if self.params.useCats:
            select.update(catIds=self.params.catIds)
        for number, truth in enumerate(_of(self.cocoGt, select), 1):
            key = truth['image_id'], truth['category_id']
            self._gts[key].append(self._truth(truth, number))
        for result in _of(self.cocoDt, select):
            result = self._result(result)
            if result is not None:
                key = result['image_id'], result['category_id']
                self._dts[key].append(result)

    def _truth(self, truth: dict, number: int) -> dict:
        """A copy whose id is not 0, because 0 means no match."""
        keypoints = self._keypoints(truth)
        labelled = np.count_nonzero(np.array(keypoints[2::3]) > 0)
        if self.kind == 'keypoints_crowd':  # counts what is visible alone
            labelled = truth['num_keypoints']
        area = truth.get('area')
        if area is None or not self.use_area:
            area = truth['bbox'][2] * truth['bbox'][3] * COVERED
        return dict(
            truth,
            id=number,
            keypoints=keypoints,
            area=area,
            ignore=labelled == 0 or truth.get('iscrowd', False))

    def _result(self, result: dict) -> Optional[dict]:
        """A copy with the type's score; None if no keypoint has a score."""
        keypoints = self._keypoints(result)
        if not np.any(np.array(keypoints[2::3]) > 0):
            return None
        part = self.kind[len('keypoints_'):] + '_score'
        return dict(result, keypoints=keypoints,
                    score=result.get(part, result['score']))

    def _keypoints(self, annotation: dict) -> list:
        return [x for field in FIELDS[self.kind] for x in annotation[field]]

    def summarize(self):
        """Print and keep ``stats``: (10,), or (9,) of 'keypoints_crowd'."""
        super().summarize()
        if self.kind != 'keypoints_crowd':
            return
        overall = [i for i in range(10) if i not in (3, 4, 8, 9)]
        self.stats = np.array([*self.stats[overall], *self._by_crowd_index()])
        for name, ap in zip(('easy', 'medium', 'hard'), self.stats[6:]):
            print(f' Average Precision  (AP) of {name:<6} images = {ap:.3f}')

    def _by_crowd_index(self) -> list:
        """AP of easy, medium and hard images (Li et al., CVPR 2019)."""
        index = {
            image['id']: np.searchsorted(
                CROWDED, image['crowdIndex'], side='right')
            for image in self.cocoGt.dataset['images']
        }
        found = []
        for level in range(3):
            self.params.imgIds = [i for i in index if index[i] == level]
            with redirect_stdout(StringIO()):
                self.evaluate()
                self.accumulate()
            found.append(round(self.eval['precision'][:, :, :, 0].mean(), 4))
        return found


def _of(coco, select: dict) -> list:
    return coco.loadAnns(coco.getAnnIds(**select))

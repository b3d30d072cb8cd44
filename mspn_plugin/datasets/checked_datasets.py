"""mmpose's data sets, with annotations that are looked at before they count.

A file that cannot be right is an error that names it, and the annotation. A
person that no network can be trained or tested on, for its box or picture, is
left out, counted, and told of.
"""

import logging
import os
from collections import defaultdict
from typing import Dict, List, Optional, Tuple

import numpy as np
from mmengine.logging import print_log
from mmpose.datasets import CocoDataset, CrowdPoseDataset, MpiiDataset
from mmpose.datasets.datasets.base import BaseCocoStyleDataset
from mmpose.registry import DATASETS

MALFORMED = (AssertionError, AttributeError, IndexError, KeyError, TypeError,
             UnicodeDecodeError, ValueError)


class AnnotationError(ValueError):
    """Annotations that cannot be right."""


class AnnotationChecks(BaseCocoStyleDataset):
    """Goes before a data set of mmpose's among the parents of another.

    Raises:
        AnnotationError: A file that is missing, no JSON or no annotations;
            an id that is there twice, a person in a picture that is not
            listed, another number of keypoints than the data set's; or not a
            single person left.
    """

    def load_data_list(self) -> List[dict]:
        """Those of mmpose, whole and possible."""
        self._skipped: Dict[str, list] = defaultdict(list)
        self._image_exists: Dict[str, bool] = {}
        try:
            people = super().load_data_list()
        except (AnnotationError, FileNotFoundError):
            raise
        except MALFORMED as error:
            raise AnnotationError(
                f'{self.ann_file} cannot be read as annotations of '
                f'{type(self).__name__}: {_describe_error(error)}.') from error
        self._report(len(people))
        del self._skipped, self._image_exists  # or every worker has them
        return people

    def _load_annotations(self) -> Tuple[List[dict], List[dict]]:
        found = super()._load_annotations()
        if hasattr(self, 'coco'):
            self._check_ids(self.coco)
        return found

    def _load_detection_results(self) -> List[dict]:
        return [
            person for person in super()._load_detection_results()
            if self._is_usable(person)
        ]

    def parse_data_info(self, raw_data_info: dict) -> Optional[dict]:
        """mmpose's, an error naming the annotation."""
        try:
            return super().parse_data_info(raw_data_info)
        except MALFORMED as error:
            raise AnnotationError(
                f'{self.ann_file}, annotation '
                f'{raw_data_info["raw_ann_info"].get("id")}: '
                f'{_describe_error(error)}.') from error

    def _is_valid_instance(self, data_info: Dict) -> bool:
        """Whether to keep a person; mmpose's own filter among the reasons."""
        count, wanted = (
            data_info['keypoints'].shape[1], self.metainfo['num_keypoints'])
        if count != wanted:
            raise AnnotationError(
                f'{self.ann_file}, annotation {data_info["id"]}: {count} '
                f'keypoints, {type(self).__name__} has {wanted}.')
        if data_info.get('iscrowd') or data_info.get('num_keypoints') == 0:
            return False  # regular in COCO: nothing to tell
        return self._is_usable(data_info) and super()._is_valid_instance(
            data_info)

    def _is_usable(self, person: dict) -> bool:
        fault = self._find_fault(person)
        if fault:
            self._skipped[fault].append(
                f'{person["id"]} in {person["img_path"]}')
        return fault is None

    def _find_fault(self, person: dict) -> Optional[str]:
        box, keypoints = person['bbox'][0], person['keypoints']
        if not (np.isfinite(box).all() and np.isfinite(keypoints).all()
                and np.isfinite(person['keypoints_visible']).all()):
            return 'a box or keypoint that is no number'
        if (box[2:4] <= box[:2]).any():
            return 'a box without area'
        path = person['img_path']
        if path not in self._image_exists:
            # an address with a scheme is another backend's
            self._image_exists[path] = '://' in path or os.path.exists(path)
        return None if self._image_exists[path] else 'a missing picture'

    def _check_ids(self, coco):
        listed = coco.dataset['annotations']
        if len(coco.anns) < len(listed) or len(coco.imgs) < len(
                coco.dataset['images']):
            problem = _duplicate_id(listed, coco.dataset['images'])
            raise AnnotationError(f'{self.ann_file}: {problem}')
        unknown = sorted(set(coco.imgToAnns) - set(coco.imgs))
        if unknown:
            raise AnnotationError(
                f'{self.ann_file}: people in picture {unknown[0]}, which is '
                f'not among its images ({len(unknown)} such).')

    def _report(self, kept: int):
        text = '; '.join(
            f'{len(those)} with {fault} (annotation {those[0]}'
            f'{", ..." if len(those) > 1 else ""})'
            for fault, those in self._skipped.items())
        if kept == 0:
            raise AnnotationError(
                f'{self.ann_file or self.data_root} has no person to work '
                f'with{": " + text if text else ""}.')
        if text:
            left_out = sum(map(len, self._skipped.values()))
            print_log(
                f'{self.ann_file or self.data_root}: {left_out} people left '
                f'out, {kept} kept: {text}.',
                logger='current',
                level=logging.WARNING)


def _duplicate_id(*listings: List[dict]) -> str:
    for listing in listings:
        ids, counts = np.unique(
            [str(entry['id']) for entry in listing], return_counts=True)
        if (counts > 1).any():
            return (f'id {ids[counts > 1][0]} is there '
                    f'{counts.max()} times.')
    return 'ids are not unique.'


def _describe_error(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f'{error} is missing'
    return f'{type(error).__name__}: {error}'.rstrip('.')


@DATASETS.register_module()
class CheckedCocoDataset(AnnotationChecks, CocoDataset):
    """COCO, checked."""


@DATASETS.register_module()
class CheckedCrowdPoseDataset(AnnotationChecks, CrowdPoseDataset):
    """CrowdPose, checked."""


@DATASETS.register_module()
class CheckedMpiiDataset(AnnotationChecks, MpiiDataset):
    """MPII, checked."""

"""mmpose's data sets with checks of the annotations.

A file with invalid content raises an error that names the file and the
annotation. People whose box or picture cannot be used are skipped; the log
reports how many.
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
    """Invalid annotations."""


class AnnotationChecks(BaseCocoStyleDataset):
    """Mixin: first base class of a data set, before one of mmpose's.

    Raises:
        AnnotationError: The file is missing, is not JSON or has no
            annotations; an id occurs twice; a person's picture is not
            listed; the number of keypoints is not the data set's; or no
            person is left.
    """

    def load_data_list(self) -> List[dict]:
        """Load as mmpose does, then check."""
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
        del self._skipped, self._image_exists  # do not copy them to workers
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
        """Call mmpose's method; an error names the annotation."""
        try:
            return super().parse_data_info(raw_data_info)
        except MALFORMED as error:
            raise AnnotationError(
                f'{self.ann_file}, annotation '
                f'{raw_data_info["raw_ann_info"].get("id")}: '
                f'{_describe_error(error)}.') from error

    def _is_valid_instance(self, data_info: Dict) -> bool:
        """Whether to keep a person, by mmpose's filter and these checks."""
        count, expected = (
            data_info['keypoints'].shape[1], self.metainfo['num_keypoints'])
        if count != expected:
            raise AnnotationError(
                f'{self.ann_file}, annotation {data_info["id"]}: {count} '
                f'keypoints, {type(self).__name__} has {expected}.')
        if data_info.get('iscrowd') or data_info.get('num_keypoints') == 0:
            return False  # common in COCO: no warning
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
            return 'a box or keypoint that is not finite'
        if (box[2:4] <= box[:2]).any():
            return 'a box of no area'
        path = person['img_path']
        if path not in self._image_exists:
            # addresses with a scheme belong to other file backends
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
                f'{self.ann_file}: annotations refer to image {unknown[0]}, '
                f'which is not listed ({len(unknown)} such images).')

    def _report(self, kept: int):
        text = '; '.join(
            f'{len(people)} with {fault} (annotation {people[0]}'
            f'{", ..." if len(people) > 1 else ""})'
            for fault, people in self._skipped.items())
        if kept == 0:
            raise AnnotationError(
                f'{self.ann_file or self.data_root} has no usable person'
                f'{": " + text if text else ""}.')
        if text:
            skipped = sum(map(len, self._skipped.values()))
            print_log(
                f'{self.ann_file or self.data_root}: {skipped} people '
                f'skipped, {kept} kept: {text}.',
                logger='current',
                level=logging.WARNING)


def _duplicate_id(*listings: List[dict]) -> str:
    for listing in listings:
        ids, counts = np.unique(
            [str(entry['id']) for entry in listing], return_counts=True)
        if (counts > 1).any():
            return (f'id {ids[counts > 1][0]} occurs '
                    f'{counts.max()} times.')
    return 'ids are not unique.'


def _describe_error(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f'{error} is missing'
    return f'{type(error).__name__}: {error}'.rstrip('.')


@DATASETS.register_module()
class CheckedCocoDataset(AnnotationChecks, CocoDataset):
    """COCO with checked annotations."""


@DATASETS.register_module()
class CheckedCrowdPoseDataset(AnnotationChecks, CrowdPoseDataset):
    """CrowdPose with checked annotations."""


@DATASETS.register_module()
class CheckedMpiiDataset(AnnotationChecks, MpiiDataset):
    """MPII with checked annotations."""

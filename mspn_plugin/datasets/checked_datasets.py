"""mmpose's data sets with checks of the annotations.

A file with invalid content raises an error that names the file and the
annotation. People whose box or picture cannot be used are skipped; the log
reports how many. ``docs/labels.md`` lists every kind of fault.
"""

import logging
import os
from collections import defaultdict
from typing import Dict, List, Optional, Set, Tuple

import numpy as np
from mmengine.config import Config
from mmengine.logging import print_log
from mmpose.datasets import (
    AP10KDataset,
    CocoDataset,
    CocoWholeBodyDataset,
    CocoWholeBodyFaceDataset,
    CocoWholeBodyHandDataset,
    CrowdPoseDataset,
    MpiiDataset,
)
from mmpose.datasets.datasets.base import BaseCocoStyleDataset
from mmpose.registry import DATASETS

from ..host import LabelError, read_annotations
from .labels import (
    check_detections,
    check_metainfo,
    find_faults,
    picture_sizes,
    read_labels,
)
from .labels.findings import Finding
from .labels.pipeline_checks import check_pipeline

MALFORMED = (AssertionError, AttributeError, IndexError, KeyError, TypeError,
             UnicodeDecodeError, ValueError)


class AnnotationError(LabelError):
    """Invalid annotations; the message names the file."""


class AnnotationChecks(BaseCocoStyleDataset):
    """Mixin: first base class of a data set, before one of mmpose's.

    Raises:
        AnnotationError: The file is missing, is not JSON or has no
            annotations; ids, coordinates, boxes, names or pictures are
            invalid; the number of keypoints is not the data set's; or no
            person is left.
        MetainfoError: The metainfo is invalid.
        ValueError: The order of the pipeline spoils the labels.
    """
    #: Whether a person is a ``keypoints`` of the file. Checks of keypoints
    #: and boxes do not apply to hands, feet and faces, which COCO-WholeBody
    #: has under other keys.
    reads_keypoints = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        check_pipeline(self.pipeline, test_mode=self.test_mode)

    @classmethod
    def _load_metainfo(cls, metainfo: Optional[dict] = None) -> dict:
        raw = cls.METAINFO if metainfo is None else metainfo
        file = raw.get('from_file') if isinstance(raw, dict) else None
        if file and os.path.isfile(file):  # else mmpose looks for its own
            raw = Config.fromfile(file).dataset_info
        if isinstance(raw, dict) and raw and 'from_file' not in raw:
            for line in check_metainfo(raw):
                _warn(f'{cls.__name__}: {line}')
            return super()._load_metainfo(raw)
        return super()._load_metainfo(metainfo)

    def load_data_list(self) -> List[dict]:
        """Load as mmpose does, then check."""
        self._skipped: Dict[str, list] = defaultdict(list)
        self._image_exists: Dict[str, bool] = {}
        try:
            people = super().load_data_list()
        except (AnnotationError, FileNotFoundError):
            raise
        except MALFORMED as error:
            raise AnnotationError(self._explain(error)) from error
        self._report(len(people))
        del self._skipped, self._image_exists  # do not copy them to workers
        return people

    def _explain(self, error: Exception) -> str:
        if not isinstance(error, LabelError):
            return (f'{self.ann_file} cannot be read as annotations of '
                    f'{type(self).__name__}: {_describe_error(error)}.')
        text = str(error).rstrip('.')
        named = any(path and str(path) in text
                    for path in (self.ann_file, self.bbox_file))
        return f'{text}.' if named else f'{self.ann_file}: {text}.'

    def _load_annotations(self) -> Tuple[List[dict], List[dict]]:
        instances, images = super()._load_annotations()
        if getattr(self, 'coco', None) is None:  # not COCO's format
            return instances, images
        skipped = self._check_labels()
        return [x for x in instances if x['id'] not in skipped], images

    def _load_detection_results(self) -> List[dict]:
        if os.path.exists(self.ann_file) and os.path.exists(self.bbox_file):
            pictures, _ = read_annotations(self.ann_file)
            self._act_on(check_detections(self.bbox_file, pictures))
        found = super()._load_detection_results()
        self._check_labels()
        return [person for person in found if self._is_usable(person)]

    def _check_labels(self) -> Set:
        """Ids of the annotations to skip."""
        self._check_ids(self.coco)
        labels = read_labels(self.coco.dataset, self.metainfo)
        findings = picture_sizes(labels, self.data_prefix.get('img', ''))
        if self.reads_keypoints:
            findings = find_faults(labels) + findings
        return self._act_on(findings)

    def _act_on(self, findings: List[Finding]) -> Set:
        skipped, notes = set(), []
        for finding in findings:
            # a metric would count the other category's people as missed
            if finding.action == 'error' or (
                    finding.kind == 'other_category' and self.test_mode):
                raise AnnotationError(f'{self.ann_file}: {finding}.')
            if finding.action == 'skip':
                skipped.update(finding.people)
                self._skipped[finding.text].extend(finding.people)
            else:
                notes.append(str(finding))
        if notes:
            _warn(f'{self.ann_file}: {"; ".join(notes)}.')
        return skipped

    def parse_data_info(self, raw_data_info: dict) -> Optional[dict]:
        """Call mmpose's method; an error names the annotation."""
        annotation = raw_data_info['raw_ann_info']
        if not annotation.get('bbox') or not annotation.get('keypoints'):
            return None  # the checks count them
        try:
            _check_visibility(annotation['keypoints'], self.metainfo)
            return super().parse_data_info(raw_data_info)
        except MALFORMED as error:
            raise AnnotationError(
                f'{self.ann_file}, annotation {annotation.get("id")}: '
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
            self._skipped[f'with {fault}'].append(
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
            f'{len(people)} {fault} (annotation {people[0]}'
            f'{", ..." if len(people) > 1 else ""})'
            for fault, people in self._skipped.items())
        if kept == 0:
            raise AnnotationError(
                f'{self.ann_file or self.data_root} has no usable person'
                f'{": " + text if text else ""}.')
        if text:
            skipped = sum(map(len, self._skipped.values()))
            _warn(f'{self.ann_file or self.data_root}: {skipped} people '
                  f'skipped, {kept} kept: {text}.')


def _warn(text: str):
    print_log(text, logger='current', level=logging.WARNING)


def _check_visibility(points: object, metainfo: dict):
    count = metainfo['num_keypoints']
    if isinstance(points, list) and len(points) == 2 * count and not (
            isinstance(points[0], list)):
        raise LabelError(f'{len(points)} numbers for {count} keypoints: x '
                         'and y without a visibility')


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
    if isinstance(error, LabelError):
        return str(error)
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


@DATASETS.register_module()
class CheckedWholeBodyDataset(AnnotationChecks, CocoWholeBodyDataset):
    """COCO-WholeBody's 133 keypoints with checked annotations."""
    reads_keypoints = False


@DATASETS.register_module()
class CheckedHandDataset(AnnotationChecks, CocoWholeBodyHandDataset):
    """Hands of COCO-WholeBody, 21 keypoints, with checked annotations."""
    reads_keypoints = False


@DATASETS.register_module()
class CheckedFaceDataset(AnnotationChecks, CocoWholeBodyFaceDataset):
    """Faces of COCO-WholeBody, 68 keypoints, with checked annotations."""
    reads_keypoints = False


@DATASETS.register_module()
class CheckedAnimalDataset(AnnotationChecks, AP10KDataset):
    """AP-10K, 17 keypoints of animals, with checked annotations."""

"""Checks of annotations when a data set is loaded.

A file with invalid content raises an error that names the file and the
annotation. People whose box or picture cannot be used are skipped; the log
reports how many. ``docs/labels.md`` lists every kind of fault.
"""

import logging
import os
from typing import Dict, List, Optional, Tuple

from mmengine.config import Config
from mmengine.logging import print_log
from mmpose.datasets.datasets.base import BaseCocoStyleDataset

from ..host import LabelError, describe_error, read_annotations
from ..host.label_errors import MALFORMED
from .labels import (
    check_detections,
    check_metainfo,
    find_faults,
    picture_sizes,
    read_labels,
)
from .labels.findings import Finding
from .labels.pipeline_checks import check_pipeline
from .loaded_people import LoadedPeople


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
        self._people = LoadedPeople()
        try:
            people = super().load_data_list()
        except (AnnotationError, FileNotFoundError):
            raise
        except MALFORMED as error:
            raise AnnotationError(self._explain(error)) from error
        self._report(len(people))
        del self._people  # do not copy it to workers
        return people

    def _explain(self, error: Exception) -> str:
        if not isinstance(error, LabelError):
            return (f'{self.ann_file} cannot be read as annotations of '
                    f'{type(self).__name__}: {describe_error(error)}.')
        text = describe_error(error)
        named = any(path and str(path) in text
                    for path in (self.ann_file, self.bbox_file))
        return f'{text}.' if named else f'{self.ann_file}: {text}.'

    def _load_annotations(self) -> Tuple[List[dict], List[dict]]:
        instances, images = super()._load_annotations()
        if getattr(self, 'coco', None) is not None:  # COCO's format
            self._act_on(self._check_labels())
            skipped = self._people.skipped
            instances = [x for x in instances if x['id'] not in skipped]
        return instances, images

    def _load_detection_results(self) -> List[dict]:
        if os.path.exists(self.ann_file) and os.path.exists(self.bbox_file):
            pictures, _ = read_annotations(self.ann_file)
            self._act_on(check_detections(self.bbox_file, pictures))
        found = super()._load_detection_results()
        # annotated people are not loaded, so that none is skipped
        self._act_on([finding._replace(action='note')
                      if finding.action == 'skip' else finding
                      for finding in self._check_labels()])
        return list(filter(self._people.check, found))

    def _check_labels(self) -> List[Finding]:
        labels = read_labels(self.coco.dataset, self.metainfo)
        return find_faults(labels, keypoints=self.reads_keypoints) + (
            picture_sizes(labels, self.data_prefix.get('img', '')))

    def _act_on(self, findings: List[Finding]):
        notes = []
        for finding in findings:
            # a metric would count the other category's people as missed
            if finding.action == 'error' or (
                    finding.kind == 'other_category' and self.test_mode):
                raise AnnotationError(f'{self.ann_file}: {finding}.')
            if finding.action == 'skip':
                self._people.skip(finding.people, finding.text)
            else:
                notes.append(str(finding))
        if notes:
            _warn(f'{self.ann_file}: {"; ".join(notes)}.')

    def parse_data_info(self, raw_data_info: dict) -> Optional[dict]:
        """Call mmpose's method; an error names the annotation."""
        annotation = raw_data_info['raw_ann_info']
        if not any(annotation['bbox']) or not annotation['keypoints']:
            return None  # the checks count them
        try:
            # `metainfo` is a copy of all of it, each time
            _check_visibility(annotation['keypoints'],
                              self._metainfo['num_keypoints'])
            _check_box(annotation['bbox'], raw_data_info['raw_img_info'])
            return super().parse_data_info(raw_data_info)
        except MALFORMED as error:
            raise AnnotationError(
                f'{self.ann_file}, annotation {annotation.get("id")}: '
                f'{describe_error(error)}.') from error

    def _is_valid_instance(self, data_info: Dict) -> bool:
        """Whether to keep a person, by mmpose's filter and these checks."""
        count, expected = (
            data_info['keypoints'].shape[1], self._metainfo['num_keypoints'])
        if count != expected:
            raise AnnotationError(
                f'{self.ann_file}, annotation {data_info["id"]}: {count} '
                f'keypoints, {type(self).__name__} has {expected}.')
        if data_info.get('iscrowd') or data_info.get('num_keypoints') == 0:
            return False  # common in COCO: no warning
        return self._people.check(data_info) and super()._is_valid_instance(
            data_info)

    def _report(self, kept: int):
        file, text = self.ann_file or self.data_root, self._people.describe()
        if kept == 0:
            raise AnnotationError(f'{file} has no usable person'
                                  f'{": " + text if text else ""}.')
        if text:
            _warn(f'{file}: {len(self._people.skipped)} people skipped, '
                  f'{kept} kept: {text}.')


def _warn(text: str):
    print_log(text, logger='current', level=logging.WARNING)


def _check_visibility(points: object, count: int):
    if isinstance(points, list) and len(points) == 2 * count and not (
            isinstance(points[0], list)):
        raise LabelError(f'{len(points)} numbers for {count} keypoints: x '
                         'and y without a visibility')


def _check_box(box: object, image: dict):
    if not isinstance(box, list) or len(box) != 4 or not all(
            isinstance(x, (int, float)) for x in box):
        raise LabelError('bbox must be the numbers x, y, width and height, '
                         f'got {box!r}')
    for key in ('width', 'height'):
        if not isinstance(image[key], (int, float)):
            raise LabelError(f'the {key} of its picture must be a number, '
                             f'got {image[key]!r}')

"""COCO's folder, checked before a long training starts."""

import os
from pathlib import Path
from typing import List, NamedTuple, Tuple

from ..datasets.labels import check_detections, find_faults, read_labels
from ..datasets.labels.picture_checks import picture_sizes
from ..host import (
    LabelError,
    correction_lines,
    named_errors,
    read_annotations,
)

SITE = 'http://images.cocodataset.org'
DETECTIONS = ('person_detection_results/'
              'COCO_val2017_detections_AP_H_56_person.json')


class Needed(NamedTuple):
    """A part of the folder, and where it comes from."""
    name: str
    source: str
    pictures: str = ''


NEEDED = (
    Needed('annotations/person_keypoints_train2017.json',
           f'{SITE}/annotations/annotations_trainval2017.zip', 'train2017'),
    Needed('annotations/person_keypoints_val2017.json',
           f'{SITE}/annotations/annotations_trainval2017.zip', 'val2017'),
    Needed('train2017', f'{SITE}/zips/train2017.zip'),
    Needed('val2017', f'{SITE}/zips/val2017.zip'),
    Needed(DETECTIONS, "the link 'person detection result' on mmpose's page "
           'of 2D body key point data sets'),
)


def check_coco(root: Path) -> Tuple[List[str], int]:
    """Check tree, annotations, pictures and detections.

    Args:
        root: ``data/coco``.

    Returns:
        A line for each part, and how many of them are faults.
    """
    lines, faults = [], 0
    for part in NEEDED:
        path = root / part.name
        if not _exists(path):
            lines.append(f'missing: {path}, from {part.source}')
            faults += 1
            continue
        try:
            with named_errors(path):
                found = _check(root, part)
        except LabelError as error:
            found = [f'error: {error}']
        faults += sum(line.startswith(('error', 'missing')) for line in found)
        lines += found
    return lines, faults


def _exists(path: Path) -> bool:
    """Whether there is a file, or a folder with content."""
    if path.suffix:
        return path.is_file()
    return path.is_dir() and any(path.iterdir())


def _check(root: Path, part: Needed) -> List[str]:
    path = root / part.name
    if path.is_dir():
        return [f'ok: {path}: {len(os.listdir(path))} files']
    if part.name == DETECTIONS:
        return _check_detections(root, path)
    content, corrected = read_annotations(str(path))
    labels = read_labels(content)
    findings = find_faults(labels)
    folder = root / part.pictures
    listed = {str(image['file_name']) for image in content['images']}
    present = set(os.listdir(folder)) if _exists(folder) else set()
    lines = [f'ok: {path}: {len(labels.ids)} people in {len(listed)} '
             'pictures']
    if present and listed - present:
        source, = (p.source for p in NEEDED if p.name == part.pictures)
        lines.append(f'missing: {len(listed - present)} pictures in {folder}'
                     f', such as {min(listed - present)}, from {source}')
    if present:
        findings += picture_sizes(labels, str(folder))
    lines += [f'{"error" if f.action == "error" else "warning"}: {path}: {f}'
              for f in findings]
    return lines + [f'corrected: {path}: {line}'
                    for line in correction_lines(corrected)]


def _check_detections(root: Path, path: Path) -> List[str]:
    annotations = root / 'annotations/person_keypoints_val2017.json'
    if not annotations.exists():
        return [f'ok: {path} exists; its pictures are not checked']
    content, _ = read_annotations(str(annotations))
    notes = check_detections(str(path), content)
    return [f'ok: {path}', *(f'warning: {path}: {note}' for note in notes)]

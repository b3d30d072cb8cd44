"""What a file of labels holds, and what is wrong with it."""

from pathlib import Path
from typing import List, NamedTuple, Optional

from mmengine.config import Config
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from ..datasets.labels import (
    Labels,
    check_metainfo,
    find_faults,
    picture_sizes,
    read_labels,
)
from ..host import correction_lines, named_errors, read_annotations


class Report(NamedTuple):
    """Lines for a person, and whether training would refuse the file.

    Attributes:
        lines: Counts and faults.
        refused: Whether one of the faults is an error.
        labels: What was checked.
    """
    lines: List[str]
    refused: bool
    labels: Labels


def report_labels(path: Path, *, pictures: Optional[Path] = None,
                  metainfo: Optional[Path] = None) -> Report:
    """Count labels by keypoint and run all checks of ``docs/labels.md``.

    Args:
        path: A COCO file.
        pictures: Their folder: all are opened for their sizes. None: the
            pictures are not checked.
        metainfo: Python file with ``dataset_info``.

    Raises:
        LabelError: The file cannot be read as COCO's, or the metainfo is
            invalid.
    """
    content, corrected = read_annotations(str(path))
    info, notes = None, []
    if metainfo is not None:
        raw = Config.fromfile(metainfo).dataset_info
        notes = check_metainfo(raw)
        info = parse_pose_metainfo(raw)
    with named_errors(path):
        labels = read_labels(content, info)
        findings = find_faults(labels)
    if pictures is not None:
        findings += picture_sizes(labels, str(pictures), most=None)
        names = [str(image.get('file_name')) for image in content['images']]
        missing = [name for name in names if not (pictures / name).exists()]
        if missing:
            notes.append(f'{len(missing)} of {len(content["images"])} '
                         f'pictures are missing in {pictures} ({missing[0]})')
    lines = _counts(labels) + [
        *(f'error: {f}' for f in findings if f.action == 'error'),
        *(f'skipped: {f}' for f in findings if f.action == 'skip'),
        *(f'corrected: {line}' for line in correction_lines(corrected)),
        *(f'warning: {note}' for note in notes),
        *(f'warning: {f}' for f in findings if f.action == 'note')]
    return Report(lines, any(f.action == 'error' for f in findings), labels)


def keypoint_names(labels: Labels) -> List[str]:
    """Of the metainfo, or else of the category, or else numbers."""
    if labels.metainfo:
        return list(labels.metainfo['keypoint_id2name'].values())
    count = labels.points.shape[1]
    if len(labels.names) == count:
        return list(labels.names)
    return [str(i) for i in range(count)]


def _counts(labels: Labels) -> List[str]:
    people, images = len(labels.ids), labels.content['images']
    lines = [f'{people} people in {len(set(labels.images))} of '
             f'{len(images)} pictures']
    names = keypoint_names(labels)
    width = max(map(len, names), default=0)
    for name, seen in zip(names, labels.points[..., 2].T):
        counts = [(seen == v).sum() for v in (2, 1, 0)]
        share = (seen > 0).mean() if people else 0
        lines.append(f'{name:{width}}  {share:4.0%} labelled: {counts[0]} '
                     f'seen, {counts[1]} hidden, {counts[2]} not')
    return lines

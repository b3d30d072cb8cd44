"""Coordinates that nobody uses: of crowds, and without visibility."""

from typing import Callable, List

from .arrays import Labels
from .findings import Finding, of_people


def labelled_crowd(labels: Labels) -> List[Finding]:
    """COCO's crowds have no keypoints."""
    return of_people(
        'labelled_crowd', 'note', 'with keypoints and an iscrowd of 1: '
        'neither trained nor tested', [
            p.get('id') for p in labels.content['annotations']
            if p.get('iscrowd') and _placed(p)])


def unlabelled_people(labels: Labels) -> List[Finding]:
    """COCO has zeros at keypoints without a label."""
    return of_people(
        'unlabelled_people', 'note', 'with coordinates and a visibility of 0 '
        'at all keypoints: not labelled', [
            p.get('id') for p in labels.content['annotations']
            if p.get('num_keypoints') == 0 and not p.get('iscrowd')
            and _placed(p)])


def _placed(person: dict) -> bool:
    """Whether a keypoint is elsewhere than at (0, 0)."""
    points = person.get('keypoints')
    return isinstance(points, list) and any(
        points[::3] + points[1::3])


UNUSED_CHECKS: List[Callable[[Labels], List[Finding]]] = [
    labelled_crowd, unlabelled_people]

"""Check the order of the transforms of a pipeline."""

from typing import Iterator, List

from mmpose.datasets.transforms import (
    KeypointConverter,
    RandomFlip,
    RandomHalfBody,
)

from ..combined_people import ToPeople
from ..keep_visibility import KeepVisibility
from ..labelled_half_body import LabelledHalfBody
from ..load_crop import LoadCrop
from ..named_transforms import NamedTransforms


def check_pipeline(pipeline, *, test_mode: bool):
    """Raise if a transform changes data that another one needs.

    Args:
        pipeline: mmengine's ``Compose``.
        test_mode: Whether predictions are mapped back to the picture.

    Raises:
        ValueError: The message names both transforms.
    """
    steps = list(_flat(pipeline.transforms))
    if test_mode and _first(steps, LoadCrop) is not None:
        raise ValueError(
            'LoadCrop is for training: predictions are mapped back to the '
            'crop, not to the picture. Use LoadImage in test pipelines.')
    keeps = _first(steps, KeepVisibility)
    if keeps is None:
        return
    for step in steps[:keeps]:
        if isinstance(step, (RandomFlip, KeypointConverter, ToPeople)):
            raise ValueError(
                f'KeepVisibility is behind {type(step).__name__}, which '
                'reorders keypoints: it goes right behind the loading of the '
                'picture.')
    for step in steps[keeps:]:
        if isinstance(step, RandomHalfBody) and not isinstance(
                step, LabelledHalfBody):
            raise ValueError(
                'RandomHalfBody counts a visibility of 2, which '
                'KeepVisibility gives, as two keypoints: use '
                'LabelledHalfBody.')


def _flat(steps: list) -> Iterator:
    for step in steps:
        if isinstance(step, NamedTransforms):
            yield from _flat(step.compose.transforms)
        else:
            yield step


def _first(steps: List, kind: type):
    return next((i for i, step in enumerate(steps)
                 if isinstance(step, kind)), None)

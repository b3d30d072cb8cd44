"""Draw people's skeletons and boxes on a picture."""

from typing import Optional

import cv2
import numpy as np
from mmengine.structures import InstanceData
from mmpose.registry import VISUALIZERS
from mmpose.structures import PoseDataSample
from mmpose.visualization import PoseLocalVisualizer

from .sides import has_sides, side_colours

#: Keypoints with a lower score are not drawn.
MIN_SCORE = 0.3
#: Keypoints with a lower probability, below even odds, are drawn hollow.
MIN_PROBABILITY = 0.5


def build_visualizer(dataset_meta: dict) -> PoseLocalVisualizer:
    """Build mmpose's visualizer for a set of keypoints.

    If they are named as left and right, colours tell the sides apart.

    Args:
        dataset_meta: Names, colours and skeleton of the keypoints, as in
            ``network.dataset_meta``.
    """
    visualizer = VISUALIZERS.build(
        dict(type='PoseLocalVisualizer', _scope_='mmpose', name='people'))
    visualizer.set_dataset_meta(dataset_meta)
    names = list(dataset_meta['keypoint_id2name'].values())
    if has_sides(names):
        visualizer.kpt_color, visualizer.link_color = side_colours(
            names, dataset_meta['skeleton_links'])
    return visualizer


def default_threshold(calibrated: bool) -> float:
    """Return the threshold of drawings, of probabilities or of scores."""
    return MIN_PROBABILITY if calibrated else MIN_SCORE


def draw_people(visualizer: PoseLocalVisualizer,
                picture: np.ndarray,
                people: PoseDataSample,
                threshold: Optional[float] = None,
                *,
                boxes: bool = True) -> np.ndarray:
    """Draw the skeleton of every person in a picture.

    Args:
        visualizer: See :func:`build_visualizer`.
        picture: (H, W, 3) uint8, BGR.
        people: The sample with their ``pred_instances``. With
            ``keypoint_probabilities``, the threshold is one of probabilities.
        threshold: Keypoints with a lower probability are hollow; without
            probabilities, those with a lower score are not drawn. None:
            :func:`default_threshold`.
        boxes: Whether to draw the boxes as well.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    found = people.pred_instances
    if not len(found):
        return picture.copy()
    calibrated = 'keypoint_probabilities' in found
    if threshold is None:
        threshold = default_threshold(calibrated)
    if calibrated:
        people = PoseDataSample(pred_instances=InstanceData(
            bboxes=found.bboxes, keypoints=found.keypoints,
            keypoint_scores=found.keypoint_probabilities,
            keypoints_visible=found.keypoint_probabilities))
    visualizer.radius = line_width(found.bboxes)
    visualizer.line_width = visualizer.radius
    visualizer.add_datasample(
        'people',
        np.ascontiguousarray(picture[..., ::-1]),
        people,
        draw_gt=False,
        draw_bbox=boxes,
        kpt_thr=threshold)
    drawn = np.ascontiguousarray(visualizer.get_image()[..., ::-1])
    if calibrated:
        _draw_hollow(visualizer, drawn, found, threshold)
    return drawn


def line_width(boxes: np.ndarray) -> int:
    """Pixels of the lines for people of the median size of these boxes."""
    sides = np.clip(boxes[:, 2:4] - boxes[:, :2], 1, None)
    return max(1, round(float(np.median(np.sqrt(sides.prod(1)))) / 90))


def _draw_hollow(visualizer: PoseLocalVisualizer, drawn: np.ndarray,
                 people: InstanceData, threshold: float):
    """Draw circles around the keypoints below the threshold, in place."""
    radius = max(visualizer.radius + 1, 3)  # so that the centre is seen
    for points, probabilities in zip(people.keypoints,
                                     people.keypoint_probabilities):
        for k in np.flatnonzero(probabilities < threshold):
            colour = [int(x) for x in visualizer.kpt_color[k][::-1]]
            centre = [int(x) for x in points[k].round()]
            cv2.circle(drawn, centre, radius, colour,
                       max(1, visualizer.radius // 2), cv2.LINE_AA)

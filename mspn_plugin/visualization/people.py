"""Draw people's skeletons and boxes on a picture."""

from typing import Optional

import cv2
import numpy as np
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample
from mmpose.visualization import PoseLocalVisualizer

from .sides import has_sides, side_colours

#: Keypoints with a lower score are not drawn.
MIN_SCORE = 0.3
#: Keypoints with a lower probability, below even odds, are drawn hollow.
MIN_PROBABILITY = 0.5


def build_visualizer(dataset_meta: dict) -> PoseLocalVisualizer:
    """Build mmpose's visualizer for a set of keypoints; a new one each time.

    If they are named as left and right, colours tell the sides apart.

    Args:
        dataset_meta: Names, colours and skeleton of the keypoints, as in
            ``network.dataset_meta``.
    """
    # not by mmengine's registry, which has one of a name for all threads
    visualizer = PoseLocalVisualizer('people')
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
    drawn = np.ascontiguousarray(picture[..., ::-1])
    widths = line_widths(found.bboxes)
    for width in np.unique(widths):  # the visualizer has one at a time
        visualizer.radius = visualizer.line_width = int(width)
        visualizer.add_datasample(
            'people',
            drawn,
            PoseDataSample(
                pred_instances=people.pred_instances[widths == width]),
            draw_gt=False,
            draw_bbox=boxes,
            kpt_thr=threshold)
        drawn = visualizer.get_image()
    drawn = np.ascontiguousarray(drawn[..., ::-1])
    if calibrated:
        _draw_hollow(visualizer, drawn, found, threshold, widths)
    return drawn


def line_widths(boxes: np.ndarray) -> np.ndarray:
    """(N,) widths in pixels of the lines of people with these boxes."""
    sides = np.clip(boxes[:, 2:4] - boxes[:, :2], 1, None)
    return np.maximum(np.sqrt(sides.prod(1)) / 90, 1).round().astype(int)


def _draw_hollow(visualizer: PoseLocalVisualizer, drawn: np.ndarray,
                 people: InstanceData, threshold: float, widths: np.ndarray):
    """Draw circles around the keypoints below the threshold, in place."""
    for points, probabilities, width in zip(
            people.keypoints, people.keypoint_probabilities, widths):
        radius = max(width + 1, 3)  # so that the centre is seen
        for k in np.flatnonzero(probabilities < threshold):
            colour = [int(x) for x in visualizer.kpt_color[k][::-1]]
            centre = [int(x) for x in points[k].round()]
            cv2.circle(drawn, centre, radius, colour,
                       max(1, width // 2), cv2.LINE_AA)

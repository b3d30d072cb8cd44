"""Draw people's skeletons and boxes on a picture."""

import numpy as np
from mmpose.registry import VISUALIZERS
from mmpose.structures import PoseDataSample
from mmpose.visualization import PoseLocalVisualizer

from .sides import has_sides, side_colours


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


def draw_people(visualizer: PoseLocalVisualizer,
                picture: np.ndarray,
                people: PoseDataSample,
                threshold: float = 0.3,
                *,
                boxes: bool = True) -> np.ndarray:
    """Draw the skeleton of every person in a picture.

    Args:
        visualizer: See :func:`build_visualizer`.
        picture: (H, W, 3) uint8, BGR.
        people: The sample with their ``pred_instances``.
        threshold: Keypoints with a lower score are not drawn.
        boxes: Whether to draw the boxes as well.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    if not len(people.pred_instances):
        return picture.copy()
    visualizer.radius = line_width(people.pred_instances.bboxes)
    visualizer.line_width = visualizer.radius
    visualizer.add_datasample(
        'people',
        np.ascontiguousarray(picture[..., ::-1]),
        people,
        draw_gt=False,
        draw_bbox=boxes,
        kpt_thr=threshold)
    return np.ascontiguousarray(visualizer.get_image()[..., ::-1])


def line_width(boxes: np.ndarray) -> int:
    """Pixels of the lines for people of the median size of these boxes."""
    sides = np.clip(boxes[:, 2:4] - boxes[:, :2], 1, None)
    return max(1, round(float(np.median(np.sqrt(sides.prod(1)))) / 60))

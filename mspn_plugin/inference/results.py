"""The people of one picture: keypoints, scores, boxes; as data or drawn."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator, List, Optional, Tuple, Union

import numpy as np
from mmpose.structures import PoseDataSample
from mmpose.visualization import PoseLocalVisualizer

from ..visualization import (
    build_visualizer,
    draw_ids,
    draw_legend,
    draw_people,
    has_sides,
)
from . import formats
from .drawings import write_drawing
from .media import printable
from .pictures import read_picture
from .tables import to_dataframe

_OF_THREAD = threading.local()


def _visualizer(dataset_meta: dict) -> PoseLocalVisualizer:
    """One for each thread, because it keeps the picture."""
    if getattr(_OF_THREAD, 'meta', None) is not dataset_meta:
        _OF_THREAD.visualizer = build_visualizer(dataset_meta)
        _OF_THREAD.meta = dataset_meta
    return _OF_THREAD.visualizer


@dataclass(eq=False)
class People:
    """N people of K keypoints that a ``Poser`` found in a picture.

    ``len(people)`` is N, ``people[i]`` one person as a dict.

    Args:
        data_sample: mmpose's data sample of all people.
        dataset_meta: Names, colours and skeleton of the keypoints.
        size: Height and width of the picture.
        path: Path of the picture or video, if it is from a file.
        frame: Number of the frame in the video, from 0.
        time: Seconds since the first frame.
        ids: (N,) Numbers that are constant over the frames of a video.
        picture: (H, W, 3) uint8, BGR; the background of drawings.
    """

    data_sample: PoseDataSample
    dataset_meta: dict = field(repr=False)
    size: Tuple[int, int]
    path: Optional[Path] = None
    frame: Optional[int] = None
    time: Optional[float] = None
    ids: Optional[np.ndarray] = None
    picture: Optional[np.ndarray] = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.boxes)

    def __repr__(self) -> str:
        return f'{len(self)} people of {len(self.names)} keypoints in ' + (
            'a picture' if self.path is None else printable(self.path)) + (
            '' if self.frame is None else f', frame {self.frame}')

    def __getitem__(self, index: int) -> dict:
        return self.to_dict()['people'][index]

    def __iter__(self) -> Iterator[dict]:
        return iter(self.to_dict()['people'])

    @property
    def names(self) -> List[str]:
        """K names of the keypoints."""
        return list(self.dataset_meta['keypoint_id2name'].values())

    @property
    def skeleton(self) -> List[Tuple[int, int]]:
        """Pairs of keypoints that are joined."""
        return [tuple(link) for link in self.dataset_meta['skeleton_links']]

    @property
    def keypoints(self) -> np.ndarray:
        """(N, K, 2): x, y in pixels."""
        return self.data_sample.pred_instances.keypoints

    @property
    def scores(self) -> np.ndarray:
        """(N, K): heights of the heatmaps' peaks."""
        return self.data_sample.pred_instances.keypoint_scores

    @property
    def probabilities(self) -> Optional[np.ndarray]:
        """(N, K): that a keypoint is correct; None without a calibration."""
        return self.data_sample.pred_instances.get('keypoint_probabilities')

    @property
    def boxes(self) -> np.ndarray:
        """(N, 4): x1, y1, x2, y2 in pixels."""
        return self.data_sample.pred_instances.bboxes

    @property
    def box_scores(self) -> np.ndarray:
        """(N,): of the detector, 0 to 1."""
        return self.data_sample.pred_instances.bbox_scores

    @property
    def data_samples(self) -> List[PoseDataSample]:
        """One mmpose sample a person, as ``inference_topdown`` returns."""
        found = self.data_sample.pred_instances
        return [PoseDataSample(pred_instances=found[i])
                for i in range(len(self))]

    def to_dict(self) -> dict:
        """Everything as lists and numbers, ready for JSON."""
        return formats.to_dict(self)

    def to_coco(self, image_id: int = 0) -> List[dict]:
        """COCO's result format: one dict a person."""
        return formats.to_coco(self, image_id)

    def to_dataframe(self):
        """A pandas table of one row a keypoint."""
        return to_dataframe([self.to_dict()], self.names)

    def draw(self,
             picture: Optional[np.ndarray] = None,
             *,
             threshold: Optional[float] = None,
             boxes: bool = True) -> np.ndarray:
        """Draw the people.

        Args:
            picture: (H, W, 3) uint8, BGR; None: the one that was posed.
            threshold: Keypoints with a lower probability are drawn hollow;
                without probabilities, those with a lower score are not drawn.
                None: 0.5, or 0.3.
            boxes: Whether to draw the boxes.

        Returns:
            (H, W, 3) uint8, BGR.

        Raises:
            ValueError: The picture was not kept and cannot be read again, as
                with a frame of a video.
        """
        picture = self.picture if picture is None else picture
        if picture is None and self.frame is None and self.path is not None:
            picture = read_picture(self.path)
        if picture is None:
            raise ValueError('The frames of a video are not kept. Draw on '
                             'them: people.draw(frame).')
        drawn = draw_people(
            _visualizer(self.dataset_meta), picture, self.data_sample,
            threshold, boxes=boxes)
        if self.ids is not None:
            draw_ids(drawn, self.boxes, self.ids)
        if len(self) and has_sides(self.names):
            draw_legend(drawn)
        return drawn

    def save(self, path: Union[str, Path], **options):
        """Write the drawing.

        Args:
            path: Path with the suffix .jpg, .png or .webp.
            options: Options of :meth:`draw`.

        Raises:
            ValueError: It is the file that was posed, or has another suffix.
            OSError: It cannot be written.
        """
        path = Path(path)
        if self.path is not None and path.exists() \
                and path.samefile(self.path):
            raise ValueError(f'{printable(path)} is the picture itself: save '
                             'the drawing under another name.')
        write_drawing(path, self.draw(**options))

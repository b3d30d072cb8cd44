"""Ids of people over the frames of a video."""

from dataclasses import dataclass, field
from typing import List, Optional, Sequence

import numpy as np
import torch
from mmpose.evaluation.functional.nms import oks_iou
from scipy.optimize import linear_sum_assignment
from torchvision.ops import box_iou

from .results import People


@dataclass
class Track:
    """A person over the frames so far.

    Args:
        id: Id of the person.
        time: Time in seconds of the last frame with the person.
        keypoints: (K, 2) in that frame, in pixels.
        box: (4,) in that frame: x1, y1, x2, y2.
        box_score: Score of the box in that frame.
        velocity: (2,) of the whole person, in pixels per second.
        seen: Number of frames with the person.
    """

    id: int
    time: float
    keypoints: np.ndarray
    box: np.ndarray
    box_score: float
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))
    seen: int = 1

    def move(self, time: float) -> np.ndarray:
        """(2,) expected motion in pixels until then."""
        return self.velocity * (time - self.time)

    def update(self, time: float, keypoints: np.ndarray, box: np.ndarray,
               box_score: float, inertia: float):
        """Update with the detection of a frame."""
        if time > self.time:
            shift = np.median(keypoints - self.keypoints, axis=0)
            new = shift / (time - self.time)
            old = inertia if self.seen > 1 else 0
            self.velocity = old * self.velocity + (1 - old) * new
        self.time, self.keypoints = time, keypoints
        self.box, self.box_score = box, box_score
        self.seen += 1


class Tracker:
    """Assigns people in a frame to those of earlier frames.

    People are expected to keep their velocity. The assignment has the largest
    sum of similarities. A similarity is the mean of object keypoint
    similarity (OKS, computed by mmpose) and intersection over union of the
    boxes.

    Args:
        sigmas: (K,) of OKS.
        min_similarity: Pairs with a lower similarity are different people.
        patience: Seconds for which a person may be missing.
        inertia: Inertia of the velocity, 0 to 1; with more of it, tracks
            follow turns later.
    """

    def __init__(self,
                 sigmas: Sequence[float],
                 *,
                 min_similarity: float = 0.15,
                 patience: float = 1.0,
                 inertia: float = 0.7):
        # doubled: from frame to frame people move further than labels differ
        self.sigmas = 2 * np.asarray(sigmas, float)
        self.min_similarity, self.patience = min_similarity, patience
        self.inertia = inertia
        self.tracks: List[Track] = []
        self._next_id = 1
        self._time = 0.  # of the last frame

    def update(self, people: People, time: float) -> np.ndarray:
        """Match the people of the next frame.

        Args:
            people: N people.
            time: Time of the frame in seconds.

        Returns:
            (N,) ids.
        """
        keypoints = people.keypoints.astype(float)
        boxes = people.boxes.astype(float)
        box_scores = people.box_scores.tolist()
        self.tracks = [track for track in self.tracks
                       if time - track.time <= self.patience]
        similarity = self._similarity(keypoints, boxes, time)
        found: List[Optional[Track]] = [None] * len(people)
        for i, j in zip(*linear_sum_assignment(similarity, maximize=True)):
            if similarity[i, j] >= self.min_similarity:
                found[j] = self.tracks[i]
                found[j].update(time, keypoints[j], boxes[j], box_scores[j],
                                self.inertia)
        for j, track in enumerate(found):
            if track is None:
                found[j] = Track(self._next_id, time, keypoints[j], boxes[j],
                                 box_scores[j])
                self.tracks.append(found[j])
                self._next_id += 1
        self._time = time
        return np.array([track.id for track in found], int)

    def expected_boxes(self, time: float) -> np.ndarray:
        """(M, 5) predicted boxes of the people of the last frame.

        The fifth column has the scores of their boxes in that frame. Nobody
        is expected who was not in it.
        """
        boxes = [[*track.box + np.tile(track.move(time), 2), track.box_score]
                 for track in self.tracks if track.time == self._time]
        return np.array(boxes, np.float32).reshape(-1, 5)

    def _similarity(self, keypoints: np.ndarray, boxes: np.ndarray,
                    time: float) -> np.ndarray:
        """(M, N) similarities of tracks and people."""
        if not self.tracks or not len(keypoints):
            return np.zeros((len(self.tracks), len(keypoints)))
        moves = [track.move(time) for track in self.tracks]
        expected = np.stack([
            track.box + np.tile(move, 2)
            for track, move in zip(self.tracks, moves)])
        overlap = box_iou(*map(torch.from_numpy, (expected, boxes))).numpy()
        flat = _with_ones(keypoints)
        similar = np.stack([
            oks_iou(_with_ones(track.keypoints[None] + move)[0], flat,
                    _areas(box[None])[0], _areas(boxes), self.sigmas)
            for track, move, box in zip(self.tracks, moves, expected)])
        return (overlap + similar) / 2


def _with_ones(keypoints: np.ndarray) -> np.ndarray:
    """(N, K, 2) -> (N, 3 K) for mmpose's OKS."""
    ones = np.ones_like(keypoints[..., :1])
    return np.concatenate([keypoints, ones], 2).reshape(len(keypoints), -1)


def _areas(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])

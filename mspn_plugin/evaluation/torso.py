"""Which keypoints are right: those within a share of the torso's length."""

from typing import Sequence, Tuple

import numpy as np

#: Ends of the torso on LSP (Yang & Ramanan, PAMI 2013).
TORSO = ('left_hip', 'right_shoulder')


def within_torso(predicted: np.ndarray, true: np.ndarray,
                 visible: np.ndarray, names: Sequence[str], *,
                 threshold: float = 0.2) -> Tuple[np.ndarray, np.ndarray]:
    """Compare keypoints with labels.

    Args:
        predicted: (N, K, 2) in pixels.
        true: (N, K, 2) in pixels.
        visible: (N, K) whether a keypoint is labelled.
        names: K names, with the ends of the torso among them.
        threshold: Share of the torso's length that a keypoint may be off.

    Returns:
        Two masks (N, K): which keypoints are right, and which count.
        Keypoints without a label do not count, nor do people whose torso has
        none.

    Raises:
        ValueError: An end of the torso is not among the names.
    """
    missing = [name for name in TORSO if name not in names]
    if missing:
        raise ValueError(f'The torso ends at {" and ".join(TORSO)}; the '
                         f'keypoints have no {missing[0]}.')
    ends = [list(names).index(name) for name in TORSO]
    torso = np.linalg.norm(true[:, ends[0]] - true[:, ends[1]], axis=1)
    counts = visible & (visible[:, ends].all(1) & (torso > 0))[:, None]
    distance = np.linalg.norm(predicted - true, axis=2)
    return (distance <= threshold * torso[:, None]) & counts, counts

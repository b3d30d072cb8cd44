"""Scores of keypoints -> probabilities that the keypoints are right."""

from typing import Optional, Sequence

import numpy as np


class Calibration:
    """A monotone map from scores to probabilities.

    It is linear between the knots and constant beyond the first and last.

    Args:
        scores: (M,) scores of the knots, increasing.
        probabilities: (M,) their probabilities in 0..1, not decreasing.

    Raises:
        ValueError: There is no knot, or the numbers are not as above.

    Examples:
        >>> calibration = Calibration([0., 1.], [.2, .8])
        >>> calibration(np.array([.5])).round(2).tolist()
        [0.5]
    """

    def __init__(self, scores: Sequence[float],
                 probabilities: Sequence[float]):
        self.scores = np.asarray(scores, np.float64)
        self.probabilities = np.asarray(probabilities, np.float64)
        shapes = self.scores.shape, self.probabilities.shape
        if shapes[0] != shapes[1] or len(shapes[0]) != 1 or not shapes[0][0]:
            raise ValueError('A calibration needs as many scores as '
                             f'probabilities, got {shapes[0]} and '
                             f'{shapes[1]}.')
        if not (np.diff(self.scores) > 0).all():
            raise ValueError('The scores of a calibration must increase, got '
                             f'{self.scores.tolist()}.')
        inside = (self.probabilities >= 0) & (self.probabilities <= 1)
        if not inside.all() or not (np.diff(self.probabilities) >= 0).all():
            raise ValueError('The probabilities of a calibration must be in '
                             '0..1 and must not decrease, got '
                             f'{self.probabilities.tolist()}.')

    def __call__(self, scores: np.ndarray) -> np.ndarray:
        """Map scores of any shape to probabilities, float32."""
        return np.interp(
            scores, self.scores, self.probabilities).astype(np.float32)

    def to_meta(self) -> dict:
        """Numbers and lists alone, for a checkpoint's ``meta`` or JSON."""
        return dict(
            scores=self.scores.round(5).tolist(),
            probabilities=self.probabilities.round(5).tolist())

    @classmethod
    def from_meta(cls, meta: Optional[dict]) -> Optional['Calibration']:
        """Read :meth:`to_meta`; None gives None.

        Raises:
            ValueError: It is no calibration.
        """
        if meta is None:
            return None
        if not isinstance(meta, dict) or not {
                'scores', 'probabilities'} <= meta.keys():
            raise ValueError("A checkpoint's meta['calibration'] must have "
                             f'`scores` and `probabilities`, got {meta!r}.')
        return cls(meta['scores'], meta['probabilities'])

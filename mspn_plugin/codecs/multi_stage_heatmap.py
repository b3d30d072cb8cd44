"""Keypoints <-> heatmaps, for a whole batch and on its device."""

import math
from typing import Optional, Tuple

import numpy as np
import torch
from mmpose.codecs.base import BaseKeypointCodec
from mmpose.registry import KEYPOINT_CODECS
from torch import Tensor

from .gaussian_tables import blur_filter, check_kernel, gaussian_table
from .quarter_shift import QUARTER_SHIFTS

CHOICES = dict(
    toward=tuple(QUARTER_SHIFTS),
    normalise=('keypoint', 'maximum'),
    inside=('cells', 'pixels'),
    score=('peak', 'official'))


@KEYPOINT_CODECS.register_module()
class MultiStageHeatmap(BaseKeypointCodec):
    """Gaussian heatmaps of any kernel size, made when the loss is computed.

    The loader passes coordinates on (:meth:`encode`); the supervision makes
    the targets (:meth:`batch_encode`). A target is a picture of one bright
    pixel, blurred with ``cv2.GaussianBlur`` and scaled to its peak (MSPN,
    Sec. 3.3). The blur is separable, including the border, so a target is the
    outer product of two rows of a precomputed table.

    Decoding blurs the heatmap, takes the peak, moves it a quarter cell toward
    its higher neighbours and adds half a cell, because the mean position of
    the keypoints in a cell is its centre (Sec. 4.2). Unlike mmpose's
    ``MegviiHeatmap``, peaks on the border are not special, and scores are in
    0..1.

    Args:
        input_size: (width, height) of the network's input in pixels.
        heatmap_size: (width, height) of the heatmaps in cells; None: the
            input size divided by the stride, rounded up.
        stride: Input pixels per cell of the heatmaps, if ``heatmap_size`` is
            not given; None: 4.
        peak: The unit of all heatmaps: their value at a keypoint. 255 in
            MSPN, 1 in SimpleBaseline and later networks.
        blur_kernel_size: Kernel size of the post-Gaussian filter in cells;
            odd. The official code has 5 on COCO, 9 on MPII.
        toward: Direction of the quarter cell. 'neighbours': along each axis
            to the higher neighbour, as in mmpose; 'second': to the second
            highest cell, as in the paper and the official code.
        half_cell: Whether half a cell is added.
        normalise: Which cell of a target has the value ``peak``. 'keypoint':
            the keypoint's cell, as in mmpose; next to the border another
            cell may be higher. 'maximum': the highest cell, as in the
            official code.
        inside: Which keypoints are used. 'cells': those whose cell, truncated
            toward zero, is in the heatmap, as in mmpose. 'pixels': those
            between the centres of the input's first and last pixels, as in
            the official code.
        score: 'peak': the maximum divided by ``peak``. 'official': the value
            at the maximum of the filtered heatmap, divided by ``peak``, plus
            0.5, which is not a probability.

    Raises:
        ValueError: An unknown ``toward``, ``normalise``, ``inside`` or
            ``score``; sizes that do not fit the stride; or an even kernel.

    Examples:
        >>> import torch
        >>> codec = MultiStageHeatmap(input_size=(64, 96))
        >>> heatmaps = codec.batch_encode(torch.tensor([[[22., 42.]]]), 5)
        >>> heatmaps.shape
        torch.Size([1, 1, 24, 16])
        >>> codec.batch_decode(heatmaps)[0].tolist()
        [[[[23.0, 42.0]]]]
    """

    label_mapping_table = dict(
        keypoint_labels='keypoint_labels', keypoint_weights='keypoint_weights')

    def __init__(self,
                 input_size: Tuple[int, int],
                 heatmap_size: Optional[Tuple[int, int]] = None,
                 *,
                 stride: Optional[int] = None,
                 peak: float = 255.,
                 blur_kernel_size: int = 5,
                 toward: str = 'neighbours',
                 half_cell: bool = True,
                 normalise: str = 'keypoint',
                 inside: str = 'cells',
                 score: str = 'peak'):
        super().__init__()
        _check_choices(toward=toward, normalise=normalise, inside=inside,
                       score=score)
        self.toward, self.half_cell = toward, half_cell
        self.normalise, self.inside, self.score = normalise, inside, score
        self.input_size = tuple(input_size)
        self.heatmap_size = tuple(
            heatmap_size or _over(self.input_size, stride or 4))
        self.peak = peak
        self.blur_kernel_size = blur_kernel_size
        self.scale = np.divide(self.input_size, self.heatmap_size)
        check_kernel(blur_kernel_size)
        self.stride = _stride(self.input_size, self.heatmap_size, stride)

    def encode(self,
               keypoints: np.ndarray,
               keypoints_visible: Optional[np.ndarray] = None) -> dict:
        """Return coordinates and weights; heatmaps are made later.

        Args:
            keypoints: (1, K, 2) in input pixels.
            keypoints_visible: (1, K); None: all are visible.

        Returns:
            ``keypoint_labels`` (1, K, 2) in input pixels, and
            ``keypoint_weights`` (1, K), 0 where invisible or outside.
        """
        if keypoints_visible is None:
            keypoints_visible = np.ones(keypoints.shape[:2])
        weights = np.where(
            self._inside(keypoints[..., :2]), keypoints_visible, 0)
        return dict(
            keypoint_labels=keypoints[..., :2].astype(np.float32),
            keypoint_weights=weights.astype(np.float32))

    def _inside(self, keypoints: np.ndarray) -> np.ndarray:
        if self.inside == 'pixels':
            last = np.array(self.input_size) - 1
            return ((keypoints >= 0) & (keypoints <= last)).all(axis=-1)
        # truncate toward zero, as batch_encode does
        cells = (keypoints / self.scale).astype(np.int64)
        return ((cells >= 0) & (cells < self.heatmap_size)).all(axis=-1)

    def batch_encode(self, keypoints: Tensor, kernel_size: int) -> Tensor:
        """Make targets of one kernel size.

        Args:
            keypoints: (B, K, 2) in input pixels.
            kernel_size: Kernel size of the Gaussian in cells; odd.

        Returns:
            (B, K, h, w) on the keypoints' device and in their dtype, ``peak``
            at the keypoint's or the highest cell. Keypoints outside are moved
            to the border; their weight is zero.
        """
        rows = []
        for axis, size in enumerate(self.heatmap_size):
            cell = (keypoints[..., axis] / self.scale[axis]).long()
            table = gaussian_table(size, kernel_size, keypoints.dtype,
                                    keypoints.device, self.normalise)
            rows.append(table[cell.clamp(0, size - 1)])
        x, y = rows
        return self.peak * y[..., :, None] * x[..., None, :]

    def decode(self, encoded: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """(K, h, w) -> keypoints (1, K, 2) in input pixels, scores (1, K)."""
        keypoints, scores = self.batch_decode(torch.as_tensor(encoded)[None])
        return keypoints[0], scores[0]

    @torch.no_grad()
    def batch_decode(self,
                     heatmaps: Tensor) -> Tuple[np.ndarray, np.ndarray]:
        """Decode the keypoints of a batch.

        Args:
            heatmaps: (B, K, h, w), in the unit of the targets.

        Returns:
            Keypoints (B, 1, K, 2) in input pixels, and scores (B, 1, K): by
            default the unfiltered maximum divided by ``peak``, in 0..1.
        """
        heatmaps = heatmaps.float().contiguous()
        width, height = self.heatmap_size
        if heatmaps.shape[2:] != (height, width):
            raise ValueError(
                f'The codec was built for heatmaps of {width}x{height} (width'
                f' x height), got {heatmaps.shape[3]}x{heatmaps.shape[2]}.')
        blurred = self._blur(heatmaps)
        peak = _argmax(blurred)
        scores = self._scores(heatmaps, peak)
        cells = torch.stack([peak % width, peak // width], dim=2)
        cells = cells + QUARTER_SHIFTS[self.toward](blurred, cells)
        if self.half_cell:
            cells = cells + 0.5
        keypoints = cells.cpu().double().numpy() * self.scale
        return keypoints[:, None], scores.cpu().numpy()[:, None]

    def _scores(self, heatmaps: Tensor, peak: Tensor) -> Tensor:
        if self.score == 'official':
            values = heatmaps.flatten(2).gather(2, peak[..., None])[..., 0]
            return values.div(self.peak) + 0.5
        return heatmaps.amax(dim=(2, 3)).div(self.peak).clamp(0, 1)

    def _blur(self, heatmaps: Tensor) -> Tensor:
        """Apply the post-Gaussian filter, with zeros outside the heatmap."""
        across, down = (
            blur_filter(size, self.blur_kernel_size, heatmaps.device)
            for size in self.heatmap_size)
        return down @ heatmaps @ across.T


def _argmax(heatmaps: Tensor) -> Tensor:
    """Index of each heatmap's first highest cell: (B, K, h, w) -> (B, K).

    It equals ``flatten(2).argmax(2)`` and takes a third of the time. ``amax``
    is vectorised and ``argmax`` is not: the maxima of all parts come first,
    then the index within one part.
    """
    height, width = heatmaps.shape[2:]
    parts = heatmaps.flatten(2).unflatten(2, (width, height))
    highest = parts.amax(dim=3).argmax(dim=2)
    part = parts.gather(2, highest[..., None, None].expand(-1, -1, 1, height))
    return highest * height + part[:, :, 0].argmax(dim=2)


def _check_choices(**chosen: str):
    for name, choice in chosen.items():
        if choice not in CHOICES[name]:
            raise ValueError(f'Unknown {name}={choice!r}: choose one of '
                             f'{sorted(CHOICES[name])}.')


def _stride(input_size: Tuple[int, int], heatmap_size: Tuple[int, int],
            stride: Optional[int]) -> int:
    ratio = input_size[0] / heatmap_size[0]
    for n in (stride, ) if stride else (round(ratio), math.ceil(ratio)):
        if n > 0 and heatmap_size == _over(input_size, n):
            return n
    raise ValueError(
        f'heatmap_size={heatmap_size} is not input_size={input_size} divided '
        f'by a stride{f" of {stride}" if stride else ""} (both are width, '
        'height; rounded up).')


def _over(size: Tuple[int, int], stride: int) -> Tuple[int, int]:
    return tuple(-(-n // stride) for n in size)

"""Load the part of a picture around a person, at the needed resolution."""

import hashlib
import os
from pathlib import Path
from typing import Optional, Tuple

import cv2
import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS

#: cv2's flags that decode a JPEG at a fraction of its size.
REDUCED_FLAGS = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8
}


@TRANSFORMS.register_module()
class LoadCrop(BaseTransform):
    """Replaces ``LoadImage`` in training: loads a square around one person.

    The square becomes the picture: box and keypoints are moved into it, so
    that any stock transform may follow. It is for training only, because
    predictions are not mapped back to the original picture.

    Args:
        pixels: Larger pictures are downscaled until the longer side of the
            box has this length. About 1.25 times the longer input side.
        reach: Side of the square, relative to the longer side of the box.
            2.25 is enough for a crop of 1.25 boxes, scaled by up to 1.35 and
            rotated by up to 45 degrees.
        cache: Folder for the crops, so that each is made only once, or again
            after its picture has changed (size or time of the file). It may
            be removed at any time. None: no cache.
        quality: JPEG quality of the cached crops.

    Raises:
        FileNotFoundError: The picture is missing or cannot be read.
        ValueError: ``pixels`` or ``reach`` is less than 1.
    """

    def __init__(self,
                 *,
                 pixels: int,
                 reach: float = 2.25,
                 cache: Optional[str] = None,
                 quality: int = 95):
        if pixels < 1 or reach < 1:
            raise ValueError('LoadCrop needs pixels and reach of at least 1, '
                             f'got {pixels} and {reach}.')
        self.pixels, self.reach, self.quality = pixels, reach, quality
        self.cache = None if cache is None else Path(cache)

    def transform(self, results: dict) -> dict:
        """Add ``img`` and its shapes; move the box and ``keypoints``."""
        box = results['bbox'][0].astype(float)
        long = max(box[2] - box[0], box[3] - box[1], 1)
        scale = min(1, self.pixels / long)
        corner = (box[:2] + box[2:] - self.reach * long) / 2
        side = max(1, round(self.reach * long * scale))
        crop = self._load(results['img_path'], corner, scale, side)
        results['img'] = crop
        results['img_shape'] = results['ori_shape'] = crop.shape[:2]
        for key in ('bbox', 'keypoints', 'bbox_center'):  # MPII has a centre
            if key in results:
                points = results[key].reshape(1, -1, 2)
                results[key] = ((points - corner) * scale).astype(
                    np.float32).reshape(results[key].shape)
        if 'bbox_scale' in results:
            results['bbox_scale'] = results['bbox_scale'] * scale
        return results

    def _load(self, path: str, corner: np.ndarray, scale: float,
              side: int) -> np.ndarray:
        if self.cache is None:
            return _read_crop(path, corner, scale, side)
        picture = os.stat(path)  # replaced pictures are read again
        key = repr((str(path), picture.st_size, picture.st_mtime_ns,
                    corner.tolist(), scale, side, self.quality))
        file = self.cache / (
            hashlib.sha256(key.encode()).hexdigest()[:32] + '.jpg')
        # cv2 warns about every missing file
        crop = cv2.imread(str(file)) if file.exists() else None
        if crop is None:
            crop = _read_crop(path, corner, scale, side)
            self._write_cache(crop, file)
        return crop

    def _write_cache(self, crop: np.ndarray, file: Path):
        """Write atomically: workers may be killed while others read."""
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f'.{os.getpid()}.part')
        part.write_bytes(
            cv2.imencode('.jpg', crop,
                         (cv2.IMWRITE_JPEG_QUALITY, self.quality))[1])
        part.rename(file)


def _read_crop(path: str, corner: np.ndarray, scale: float,
               side: int) -> np.ndarray:
    """Read the square at ``corner``, resized by ``scale``; black outside."""
    factor = max(f for f in REDUCED_FLAGS if f * scale <= 1)
    picture = cv2.imread(str(path), REDUCED_FLAGS[factor])
    if picture is None:
        raise FileNotFoundError(f'{path} is missing or not a picture.')
    # a pixel's index is the position of its centre
    ratio, offset = scale * factor, scale * (corner + 0.5) - 0.5
    start, stop, size = _source_window(picture.shape, offset, ratio, side)
    part = picture[start[1]:stop[1], start[0]:stop[0]]
    crop = np.zeros((side, side, 3), np.uint8)
    if part.size == 0:
        return crop
    shrunk = cv2.warpAffine(
        cv2.GaussianBlur(part, (0, 0), 0.4 / ratio) if ratio < 0.75 else part,
        np.array([[ratio, 0, size[0]], [0, ratio, size[1]]]), (side, side))
    return shrunk


def _source_window(shape: tuple, offset: np.ndarray, ratio: float,
                   side: int) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The picture's part within the square, and its position there."""
    limit = np.array(shape[1::-1])
    first = (offset + 0.5) / ratio - 0.5
    start = np.clip(np.floor(first) - 2, 0, limit).astype(int)
    stop = np.clip(np.ceil(first + side / ratio) + 2, 0, limit).astype(int)
    return start, stop, (start + 0.5) * ratio - 0.5 - offset

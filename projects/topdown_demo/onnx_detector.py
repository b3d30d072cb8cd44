"""Detect people with NanoDet-g, NumPy, OpenCV and onnxruntime.

    python onnx_detector.py nanodet-g_person.onnx PICTURE

This file works without the rest of the repository; copy it. Boxes are printed
as JSON: x1, y1, x2, y2 in the picture's pixels, and a score in 0..1. They are
those of ``configs/detection/nanodet-g_416_coco-person.py``.
"""

import argparse
import json
import sys

import cv2
import numpy as np
import onnxruntime

SIZE, STRIDES, BINS = 416, (8, 16, 32), 11
MEAN = np.array([103.53, 116.28, 123.675], np.float32)  # BGR
STD = np.array([57.375, 57.12, 58.395], np.float32)
#: Channels of a mirrored picture: score, then the bins of the distances to
#: left, top, right, bottom; left and right are exchanged.
MIRRORED = np.r_[0, 23:34, 12:23, 1:12, 34:45]


class Detector:
    """An ONNX file of NanoDet-g with one class.

    Args:
        path: Path of the file.
        options: ``onnxruntime.SessionOptions``.
    """

    def __init__(self, path, options=None):
        self.session = onnxruntime.InferenceSession(
            path, options, providers=['CPUExecutionProvider'])
        self.input = self.session.get_inputs()[0].name

    def __call__(self, picture, threshold=.4, overlap=.3):
        """Boxes (N, 5): x1, y1, x2, y2 in pixels and a score.

        Args:
            picture: (H, W, 3) uint8, BGR.
            threshold: Boxes with a lower score are ignored.
            overlap: IoU above which the box of lower score is removed.
        """
        height, width = picture.shape[:2]
        scale = SIZE / max(height, width)
        inside = int(width * scale + .5), int(height * scale + .5)
        square = np.zeros((SIZE, SIZE, 3), np.float32)
        square[:inside[1], :inside[0]] = cv2.resize(picture, inside)
        square = ((square - MEAN) / STD).transpose(2, 0, 1)[None]
        levels = zip(STRIDES, self.run(square), self.run(square[..., ::-1]))
        boxes, scores = zip(*(
            decode((maps + mirrored[:, MIRRORED, :, ::-1])[0] / 2, stride,
                   threshold) for stride, maps, mirrored in levels))
        boxes, scores = np.concatenate(boxes), np.concatenate(scores)
        boxes = boxes.clip(0, [*inside, *inside])
        corners = np.c_[boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]
        kept = np.array(cv2.dnn.NMSBoxes(
            corners.tolist(), scores.tolist(), threshold, overlap), int)
        ratio = np.divide(inside, (width, height))
        return np.c_[boxes / np.tile(ratio, 2), scores][kept.ravel()]

    def run(self, pictures):
        return self.session.run(
            None, {self.input: np.ascontiguousarray(pictures)})


def decode(maps, stride, threshold):
    """(45, h, w) -> boxes (n, 4) in the square's pixels, scores (n,)."""
    scores = 1 / (1 + np.exp(-maps[0]))
    y, x = np.nonzero(scores > threshold)
    bins = np.exp(maps[1:, y, x].reshape(4, BINS, -1))
    distances = np.arange(BINS) @ bins / bins.sum(1) * stride  # (4, n)
    centres = (np.stack([x, y, x, y]) + .5) * stride
    signs = np.array([[-1], [-1], [1], [1]])
    return (centres + signs * distances).T, scores[y, x]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('detector')
    parser.add_argument('picture')
    args = parser.parse_args()
    picture = cv2.imread(args.picture)
    if picture is None:
        sys.exit(f'{args.picture} is not a readable picture.')
    boxes = Detector(args.detector)(picture)
    print(json.dumps(boxes.round(3).tolist()))


if __name__ == '__main__':
    main()

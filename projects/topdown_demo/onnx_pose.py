"""Pose people with an exported network, NumPy, OpenCV and onnxruntime.

    python onnx_pose.py NETWORK.onnx PICTURE --box X1 Y1 X2 Y2 --out OUT.jpg

This file works without the rest of the repository; copy it. Give --box once
per person; without it the whole picture is one person. Keypoints are printed
as JSON: x and y in the picture's pixels, and a score in 0..1.
"""

import argparse
import json
import sys

import cv2
import numpy as np
import onnxruntime

PADDING = 1.25  # factor by which a person's box is enlarged


class Pose:
    """An exported network with the metadata for its use.

    Args:
        path: Path of the ONNX file.
        options: ``onnxruntime.SessionOptions``.
    """

    def __init__(self, path, options=None):
        self.session = onnxruntime.InferenceSession(
            path, options, providers=['CPUExecutionProvider'])
        metadata = self.session.get_modelmeta().custom_metadata_map
        self.__dict__.update(json.loads(metadata['mspn_plugin']))
        self.input_size = np.array(self.input_size)
        self.heatmap_size = np.array(self.heatmap_size)

    def __call__(self, picture, boxes):
        """Keypoints (N, K, 2) in pixels and scores (N, K).

        Args:
            picture: (H, W, 3) uint8, BGR.
            boxes: (N, 4): x1, y1, x2, y2.
        """
        warps = [self.warp(np.asarray(box, float)) for box in boxes]
        crops = np.stack([
            cv2.warpAffine(picture, warp, self.input_size.tolist())
            for warp in warps
        ]).astype(np.float32)
        if self.rgb:
            crops = crops[..., ::-1]
        crops = (crops - np.float32(self.mean)) / np.float32(self.std)
        heatmaps, = self.session.run(
            None, {'pictures': crops.transpose(0, 3, 1, 2).copy()})
        points, scores = zip(*map(self.decode_heatmaps, heatmaps))
        back = [cv2.invertAffineTransform(warp) for warp in warps]
        return np.stack([p @ b[:, :2].T + b[:, 2]
                         for p, b in zip(points, back)]), np.stack(scores)

    def warp(self, box):
        """Affine matrix (2x3) from the picture to the crop of a box."""
        center, size = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) * PADDING
        width, height = self.input_size
        size = np.maximum(size, size[::-1] * [width / height, height / width])
        if self.decode == 'udp':  # centres of the corner pixels coincide
            scale = (self.input_size - 1) / size
            return np.c_[np.diag(scale), scale * (size / 2 - center)]
        scale = width / size[0]
        return np.c_[np.eye(2) * scale, self.input_size / 2 - center * scale]

    def decode_heatmaps(self, heatmaps):
        """(K, h, w) -> points (K, 2) in the crop, scores (K,)."""
        if self.decode == 'quarter':
            return self.decode_quarter(heatmaps)
        if self.decode == 'simcc':
            return self.decode_simcc(heatmaps)
        return self.decode_unbiased(heatmaps)

    def decode_quarter(self, heatmaps):
        """Peak of the blurred heatmap, moved by a quarter cell."""
        points = []
        for heatmap in heatmaps:
            blurred = self.blur(heatmap)
            y, x = np.unravel_index(blurred.argmax(), blurred.shape)
            if self.toward == 'second':
                step = to_second(blurred, x, y)
            else:
                step = [quarter(blurred[y], x), quarter(blurred[:, x], y)]
            points.append(np.array([x, y]) + step + self.half_cell * .5)
        cell = self.input_size / self.heatmap_size
        return np.array(points) * cell, self.scores(heatmaps)

    def decode_unbiased(self, heatmaps):
        """Peak, moved by a Newton step on the logarithm of the blur."""
        udp, points = self.decode == 'udp', []
        for heatmap in heatmaps / self.peak:
            y, x = np.unravel_index(heatmap.argmax(), heatmap.shape)
            blurred = self.blur(heatmap)
            blurred = blurred * heatmap.max() / blurred.max()
            step = newton_udp if udp else newton_dark
            points.append(np.array([x, y]) + step(blurred, int(x), int(y)))
        corner = 1 if udp else 0  # UDP measures between pixel centres
        cell = (self.input_size - corner) / (self.heatmap_size - corner)
        return np.array(points) * cell, self.scores(heatmaps)

    def decode_simcc(self, logits):
        """The most probable bin along x and along y: (K, X + Y)."""
        points, scores = [], []
        for line in np.split(logits, self.bins[:1], axis=1):
            exp = np.exp(line - line.max(1, keepdims=True))
            points.append(line.argmax(1) / self.split_ratio)
            scores.append(exp.max(1) / exp.sum(1) / self.bin_peak)
        return np.stack(points, 1), np.min(scores, 0).clip(0, 1)

    def blur(self, heatmap):
        size = self.blur_kernel_size
        return cv2.GaussianBlur(heatmap, (size, size), 0,
                                borderType=cv2.BORDER_CONSTANT)

    def scores(self, heatmaps):
        return (heatmaps.max((1, 2)) / self.peak).clip(0, 1)


def quarter(line, peak):
    """+-1/4 toward the higher neighbour, 0 on the border."""
    if not 0 < peak < len(line) - 1:
        return 0.
    return .25 * np.sign(line[peak + 1] - line[peak - 1])


def to_second(blurred, x, y):
    """1/4 toward the second highest cell."""
    rest = blurred.copy()
    rest[y, x] = -np.inf
    below, right = np.unravel_index(rest.argmax(), rest.shape)
    way = np.array([right - x, below - y], float)
    return .25 * way / max(np.hypot(*way), 1)


def newton_udp(blurred, x, y):
    """Newton step from neighbouring cells (Huang et al., 2020)."""
    log = np.pad(np.log(blurred.clip(1e-3, 50)), 1, 'edge')[y:y + 3, x:x + 3]
    slope = [(log[1, 2] - log[1, 0]) / 2, (log[2, 1] - log[0, 1]) / 2]
    bend_x = log[1, 2] - 2 * log[1, 1] + log[1, 0]
    bend_y = log[2, 1] - 2 * log[1, 1] + log[0, 1]
    cross = (log[2, 2] - log[1, 2] - log[2, 1] + 2 * log[1, 1] - log[1, 0] -
             log[0, 1] + log[0, 0]) / 2
    bends = np.array([[bend_x, cross], [cross, bend_y]])
    return -np.linalg.solve(bends + np.finfo(np.float32).eps * np.eye(2),
                            slope)


def newton_dark(blurred, x, y):
    """Newton step from cells at distance 2 (Zhang et al., 2020)."""
    height, width = blurred.shape
    if not (1 < x < width - 2 and 1 < y < height - 2):
        return np.zeros(2)
    log = np.log(np.maximum(blurred, 1e-10))[y - 2:y + 3, x - 2:x + 3]
    slope = [(log[2, 3] - log[2, 1]) / 2, (log[3, 2] - log[1, 2]) / 2]
    bend_x = (log[2, 4] - 2 * log[2, 2] + log[2, 0]) / 4
    bend_y = (log[4, 2] - 2 * log[2, 2] + log[0, 2]) / 4
    cross = (log[3, 3] - log[1, 3] - log[3, 1] + log[1, 1]) / 4
    if bend_x * bend_y == cross**2:
        return np.zeros(2)
    return -np.linalg.solve([[bend_x, cross], [cross, bend_y]], slope)


def draw(picture, people, scores, skeleton, threshold):
    """Draw skeletons on the picture, in place."""
    thick = max(1, round(max(picture.shape[:2]) / 200))
    for points, seen in zip(people, scores > threshold):
        places = [tuple(map(int, p.round())) for p in points]
        for a, b in skeleton:
            if seen[a] and seen[b]:
                cv2.line(picture, places[a], places[b], (60, 200, 60), thick)
        for place in np.array(places)[seen].tolist():
            cv2.circle(picture, place, thick + 1, (40, 120, 255), -1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('network')
    parser.add_argument('picture')
    parser.add_argument('--box', nargs=4, type=float, action='append',
                        metavar=('X1', 'Y1', 'X2', 'Y2'))
    parser.add_argument('--out', help='picture to draw')
    parser.add_argument('--threshold', type=float, default=.3,
                        help='keypoints with a lower score are not drawn')
    args = parser.parse_args()
    picture = cv2.imread(args.picture)
    if picture is None:
        sys.exit(f'{args.picture} is not a readable picture.')
    pose = Pose(args.network)
    boxes = args.box or [[0, 0, picture.shape[1], picture.shape[0]]]
    people, scores = pose(picture, boxes)
    print(json.dumps([{
        name: [round(float(v), 3) for v in (*point, score)]
        for name, point, score in zip(pose.keypoints, points, row)
    } for points, row in zip(people, scores)], indent=1))
    if args.out:
        draw(picture, people, scores, pose.skeleton, args.threshold)
        cv2.imwrite(args.out, picture)


if __name__ == '__main__':
    main()

"""Predict keypoints of LSP's training pictures with MoveNet Thunder.

    python projects/photographs/teacher.py movenet-thunder.onnx

writes ``data/lsp/movenet_thunder_on_lsp.npz``: ``lsp_train`` (1000, 17, 3)
and ``lsp_extended`` (10000, 17, 3), x and y in the picture's pixels and a
score. It takes about ten minutes on one core.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from mmengine.utils import track_iter_progress
from networks import MoveNet

from mspn_plugin.datasets import LSPDataset
from mspn_plugin.datasets.people_metainfo import COCO_NAMES

COUNTS = dict(train=1000, extended=10000)


def keypoints_of(split: str, network: MoveNet, root: str) -> np.ndarray:
    """(N, 17, 3), indexed by the picture's number; NaN without a box."""
    data = LSPDataset(split=split, data_root=root)
    found = np.full((COUNTS[split], 17, 3), np.nan, np.float16)
    for i in track_iter_progress(range(len(data))):
        info = data.get_data_info(i)
        number = int(Path(info['img_path']).stem[2:])
        points, scores = network(cv2.imread(info['img_path']),
                                 info['bbox'][0])
        found[number - 1] = np.c_[points, scores][:len(COCO_NAMES)]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('onnx', type=Path, help='of MoveNet Thunder')
    parser.add_argument('--lsp', default='data/lsp')
    args = parser.parse_args()
    network = MoveNet(args.onnx)
    np.savez_compressed(
        Path(args.lsp) / 'movenet_thunder_on_lsp.npz',
        lsp_train=keypoints_of('train', network, args.lsp),
        lsp_extended=keypoints_of('extended', network, args.lsp))


if __name__ == '__main__':
    main()

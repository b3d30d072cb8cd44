"""One pass of a trained network over LSP, kept in memory.

What stands behind the backbone, or behind the heatmaps, is then trained in
seconds: the programs of this folder compare such parts on equal features.
"""

from typing import List, NamedTuple, Tuple

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from rich.progress import track
from testing_protocol import joint_errors
from testing_protocol import pck as pck_of_errors
from torch import Tensor


class Maps(NamedTuple):
    """Of all pictures.

    Attributes:
        down: The backbone's maps, finest first, each (N, C, H, W).
        heatmaps: Each stage's finest, each (N, K, h, w).
        keypoints: (N, K, 2) in pixels of the network's input.
        weights: (N, K), 0 where a keypoint does not count.
        samples: Of mmpose, with the way back into the picture.
    """
    down: Tuple[Tensor, ...]
    heatmaps: Tuple[Tensor, ...]
    keypoints: Tensor
    weights: Tensor
    samples: list


@torch.no_grad()
def cache_maps(network, data, indices: List[int], what: str) -> Maps:
    """Run ``network`` over some pictures of a data set.

    Args:
        network: An estimator in evaluation mode.
        data: A data set with the config's pipeline.
        indices: Which of its pictures.
        what: The name of the progress bar.
    """
    down, heatmaps, samples = [], [], []
    for start in track(range(0, len(indices), 16), what):
        batch = network.data_preprocessor(pseudo_collate(
            [data[i] for i in indices[start:start + 16]]))
        maps = network.backbone(batch['inputs'])
        down.append(maps)
        heatmaps.append([
            row[0] for row in network.head.heatmaps(network.neck(maps))])
        samples += batch['data_samples']
    labels = [s.get('gt_instance_labels', {}) for s in samples]
    trained = 'keypoint_labels' in labels[0]
    return Maps(
        *(tuple(torch.cat(maps) for maps in zip(*found))
          for found in (down, heatmaps)),
        *(torch.cat([label[f'keypoint_{name}'] for label in labels])
          if trained else None for name in ('labels', 'weights')), samples)


def pck(points: np.ndarray, maps: Maps, codec, threshold: float) -> float:
    """Percentage of labelled joints within a share of the torso.

    Args:
        points: (N, 1, K, 2) in pixels of the network's input.
        maps: Of the same pictures.
        codec: It knows the input's size.
        threshold: The share.
    """
    return pck_of_errors(np.stack([
        joint_errors(p[0], s, codec) for p, s in zip(points, maps.samples)
    ]), threshold)

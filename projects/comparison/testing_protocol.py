"""Measure what a trained network says about the papers' claims.

    python projects/comparison/testing_protocol.py \\
        configs/mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py \\
        configs/mspn/lsp.pth --detectors person nanodet --boxes 300 \\
        --out projects/comparison/testing_protocol.json

The network runs once over the test set. Its heatmaps are decoded with every
variant of MSPN's testing (Sec. 4.2), and after each stage by joint (MSCM,
Figures 8 and 10). The heatmaps of several checkpoints of the config (an
ensemble) are averaged. ``--detectors`` adds a pass for each detector's boxes
(MSPN, Table 6).
"""

import argparse
import json
from pathlib import Path
from typing import Dict, List, Union

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmengine.registry import init_default_scope
from mmpose.models.utils.tta import flip_heatmaps
from mmpose.registry import DATASETS, KEYPOINT_CODECS
from rich.progress import track
from torch.utils.data import DataLoader

from mspn_plugin.datasets.lsp_metainfo import JOINT_NAMES
from mspn_plugin.engine.config import load_config
from mspn_plugin.engine.network import init_network

THRESHOLDS = (.05, .1, .2)
SHOULDER, HIP = 8, 3  # right shoulder and left hip of LSP


def rows(codec: dict) -> Dict[str, tuple]:
    """Flip test, stage and codec of each row."""
    size = {k: codec[k] for k in ('input_size', 'peak') if k in codec}

    def quarter(blur, toward='second', half_cell=True):
        return dict(size, type='MultiStageHeatmap', blur_kernel_size=blur,
                    toward=toward, half_cell=half_cell)

    return {
        'quarter toward neighbours': (False, -1, quarter(1, 'neighbours')),
        'quarter toward the second': (False, -1, quarter(1)),
        '+ filter of 5': (False, -1, quarter(5)),
        '+ filter of 9': (False, -1, quarter(9)),
        '+ filter of 5, flip': (True, -1, quarter(5)),
        'the same, toward neighbours': (True, -1, quarter(5, 'neighbours')),
        "the config's codec, flip": (True, -1, dict(codec)),
        "the config's codec, no flip": (False, -1, dict(codec)),
        'stage 1, filter of 5, flip': (True, 0, quarter(5)),
        'mean of stages, filter of 5, flip': (True, 'mean', quarter(5)),
    }


@torch.no_grad()
def stage_heatmaps(models: list, inputs, flip_indices: List[int], flip: bool):
    """Finest heatmaps (B, K, h, w) of each stage, averaged over models."""
    found = []
    for model in models:
        stages = [row[0] for row in
                  model.head.heatmaps(model.extract_feat(inputs))]
        if flip:
            mirrored = model.head.heatmaps(model.extract_feat(inputs.flip(-1)))
            stages = [(a + flip_heatmaps(b[0], flip_mode='heatmap',
                                         flip_indices=flip_indices,
                                         shift_heatmap=False)) / 2
                      for a, b in zip(stages, mirrored)]
        found.append(stages)
    return [torch.stack(maps).mean(0) for maps in zip(*found)]


def evaluate(models: list, data, ways: Dict[str, tuple], workers: int) -> dict:
    """Errors (N, K) of each way, see :func:`joint_errors`."""
    codecs = {k: KEYPOINT_CODECS.build(c) for k, (_, _, c) in ways.items()}
    errors = {name: [] for name in ways}
    loader = DataLoader(data, 16, num_workers=workers,
                        collate_fn=pseudo_collate)
    flips = {flip for flip, _, _ in ways.values()}
    for batch in track(loader, 'Testing'):
        batch = models[0].data_preprocessor(batch)
        samples = batch['data_samples']
        maps = {flip: stage_heatmaps(models, batch['inputs'],
                                     models[0].dataset_meta['flip_indices'],
                                     flip) for flip in flips}
        for name, (flip, which, _) in ways.items():
            points, _ = codecs[name].batch_decode(_choose(maps[flip], which))
            errors[name] += [
                joint_errors(p[0], s, codecs[name])
                for p, s in zip(points, samples)
            ]
    return {name: np.stack(found) for name, found in errors.items()}


def _choose(stages: List[torch.Tensor], which: Union[int, str]):
    return torch.stack(stages).mean(0) if which == 'mean' else stages[which]


def joint_errors(points, sample, codec) -> np.ndarray:
    """Errors (K,) relative to the torso's diameter; NaN if not labelled."""
    meta, truth = sample.metainfo, sample.gt_instances
    found = (points / codec.input_size * meta['input_scale']
             + meta['input_center'] - 0.5 * meta['input_scale'])
    true = truth.keypoints[0]
    torso = np.linalg.norm(true[SHOULDER] - true[HIP])
    errors = np.linalg.norm(found - true, axis=1) / torso
    return np.where(truth.keypoints_visible[0] > 0, errors, np.nan)


def pck(errors: np.ndarray, threshold: float) -> float:
    """Percentage of the labelled joints with a smaller error."""
    known = errors[~np.isnan(errors)]
    return round(100 * float((known < threshold).mean()), 2)


def by_joint(errors: np.ndarray, threshold: float = .2) -> Dict[str, float]:
    """PCK of each joint of LSP, left and right together, and of all."""
    kinds = [name.split('_')[-1] for name in JOINT_NAMES]
    found = {
        kind: pck(errors[:, [k == kind for k in kinds]], threshold)
        for kind in dict.fromkeys(kinds)
    }
    return dict(found, all=pck(errors, threshold))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('config')
    parser.add_argument('checkpoints', nargs='+', help='an ensemble')
    parser.add_argument('--detectors', nargs='*', default=[])
    parser.add_argument('--boxes', type=int, default=300,
                        help='pictures for the detectors')
    parser.add_argument('--workers', type=int, default=0)
    parser.add_argument('--out', type=Path)
    args = parser.parse_args()
    config = load_config(args.config)
    init_default_scope('mmpose')
    models = [init_network(config, path) for path in args.checkpoints]
    data = DATASETS.build(config.test_dataloader.dataset)
    codec = config.codec.to_dict()
    ways = rows(codec)
    stages = {f'stage {s + 1}': (True, s, codec)
              for s in range(models[0].head.num_stages)}
    errors = evaluate(models, data, {**ways, **stages}, args.workers)
    found = dict(
        protocol={name: {f'PCK@{t}': pck(errors[name], t)
                         for t in THRESHOLDS} for name in ways},
        joints={name: by_joint(errors[name]) for name in stages})
    if args.detectors:
        from detector_influence import measure_detectors
        found['boxes'] = measure_detectors(
            models, data, args.detectors, args.boxes, codec)
    text = json.dumps(found, indent=1)
    print(text)
    if args.out:
        args.out.write_text(text + '\n')


if __name__ == '__main__':
    main()

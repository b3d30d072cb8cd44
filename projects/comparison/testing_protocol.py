"""Measure each step of MSPN's testing protocol (Sec. 4.2) separately.

    python projects/comparison/testing_protocol.py \\
        configs/mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py \\
        configs/mspn/lsp.pth --out projects/comparison/testing_protocol.json

The network runs once over the test set, and its heatmaps are decoded with
every variant. The heatmaps of several checkpoints of the config (an ensemble)
are averaged.
"""

import argparse
import json
from pathlib import Path
from typing import Dict, List

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmengine.registry import init_default_scope
from mmpose.apis import init_model
from mmpose.models.utils.tta import flip_heatmaps
from mmpose.registry import DATASETS, KEYPOINT_CODECS
from rich.progress import track
from torch.utils.data import DataLoader

from mspn_plugin.engine.config import load_config

THRESHOLDS = (.05, .1, .2)
SHOULDER, HIP = 8, 3  # right shoulder and left hip of LSP


def rows(codec: dict) -> Dict[str, tuple]:
    """Flip test, stages and codec of each row."""
    size = {k: codec[k] for k in ('input_size', 'peak') if k in codec}

    def quarter(blur, toward='second', half_cell=True):
        return dict(size, type='MultiStageHeatmap', blur_kernel_size=blur,
                    toward=toward, half_cell=half_cell)

    return {
        'quarter toward neighbours': (False, 'last', quarter(1, 'neighbours')),
        'quarter toward the second': (False, 'last', quarter(1)),
        '+ filter of 5': (False, 'last', quarter(5)),
        '+ filter of 9': (False, 'last', quarter(9)),
        '+ filter of 5, flip': (True, 'last', quarter(5)),
        'the same, toward neighbours': (True, 'last',
                                        quarter(5, 'neighbours')),
        "the config's codec, flip": (True, 'last', dict(codec)),
        "the config's codec, no flip": (False, 'last', dict(codec)),
        'stage 1, filter of 5, flip': (True, 'first', quarter(5)),
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
    """PCK by row and threshold."""
    codecs = {k: KEYPOINT_CODECS.build(c) for k, (_, _, c) in ways.items()}
    errors = {name: [] for name in ways}
    loader = DataLoader(data, 16, num_workers=workers,
                        collate_fn=pseudo_collate)
    for batch in track(loader, 'Testing'):
        batch = models[0].data_preprocessor(batch)
        samples = batch['data_samples']
        maps = {flip: stage_heatmaps(models, batch['inputs'],
                                     data.metainfo['flip_indices'], flip)
                for flip in (False, True)}
        for name, (flip, which, _) in ways.items():
            stages = maps[flip]
            chosen = dict(first=stages[0], last=stages[-1],
                          mean=torch.stack(stages).mean(0))[which]
            points, _ = codecs[name].batch_decode(chosen)
            errors[name] += [
                torso_errors(p[0], s, codecs[name])
                for p, s in zip(points, samples)
            ]
    return {name: {f'PCK@{t}': round(100 * float((np.concatenate(e) < t)
                                                 .mean()), 2)
                   for t in THRESHOLDS} for name, e in errors.items()}


def torso_errors(points, sample, codec) -> np.ndarray:
    """Errors of the labelled joints, relative to the torso's diameter."""
    meta, truth = sample.metainfo, sample.gt_instances
    found = (points / codec.input_size * meta['input_scale']
             + meta['input_center'] - 0.5 * meta['input_scale'])
    true = truth.keypoints[0]
    torso = np.linalg.norm(true[SHOULDER] - true[HIP])
    seen = truth.keypoints_visible[0] > 0
    return np.linalg.norm(found - true, axis=1)[seen] / torso


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('config')
    parser.add_argument('checkpoints', nargs='+', help='an ensemble')
    parser.add_argument('--workers', type=int, default=0)
    parser.add_argument('--out', type=Path)
    args = parser.parse_args()
    config = load_config(args.config)
    init_default_scope('mmpose')
    models = [init_model(config, c, device='cpu') for c in args.checkpoints]
    data = DATASETS.build(config.test_dataloader.dataset)
    found = evaluate(models, data, rows(config.codec.to_dict()), args.workers)
    for name, row in found.items():
        print(f'{name:40s}', *(f'{v:6.2f}' for v in row.values()))
    if args.out:
        args.out.write_text(json.dumps(found, indent=1) + '\n')


if __name__ == '__main__':
    main()

"""Outputs, losses and gradients of a device compared with the processor's.

    python projects/gpu/parity.py --device cuda --json OUT.json

Differences are relative to the largest value. Float32 is without TF32 and has
a limit; bfloat16 is autocast and is reported.
"""

import argparse
import copy
import json
import sys
from pathlib import Path

import torch
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample

import mspn_plugin  # noqa: F401  registers the networks
from mspn_plugin.engine.config import load_config, shipped_config
from mspn_plugin.engine.machine import machine_info

CONFIGS = ('mspn/quickstart.py',
           'mspn/td-hm_2xmspn50_8xb32-96k_coco-256x192.py',
           'msffn/td-hm_2xmsffn50_3xb32-192k_coco-256x192.py',
           'rsn/td-hm_rsn18_8xb32-96k_coco-256x192.py')
TYPES, LIMIT = ('float32', 'bfloat16'), 1e-3


def step(network, pictures: torch.Tensor, *, device: str,
         dtype: torch.dtype) -> dict:
    """Heatmaps, loss and gradients of a copy of a network, in float32.

    Args:
        network: An estimator on the processor.
        pictures: (B, 3, H, W), normalised.
        device: Where it is computed.
        dtype: float32, or the type of autocast.
    """
    network = copy.deepcopy(network).to(device).eval()  # norms as at the end
    width, height = network.head.decoder.input_size
    count = network.head.out_channels
    points = torch.linspace(.1, .9, count)[:, None] * torch.tensor(
        [width, height])
    samples = [PoseDataSample(gt_instance_labels=InstanceData(
        keypoint_labels=points[None].to(device),
        keypoint_weights=torch.ones(1, count, device=device)))
        for _ in pictures]
    with torch.autocast(device.split(':')[0], dtype,
                        enabled=dtype != torch.float32):
        stages = network.extract_feat(pictures.to(device))
        heatmaps = network.head(stages)
        losses = network.head.loss(stages, samples, dict(compute_acc=False))
    loss = sum(v for k, v in losses.items() if 'loss' in k)
    loss.backward()
    return {name: value.detach().float().cpu() for name, value in dict(
        heatmaps=heatmaps, loss=loss, gradients=torch.cat([
            p.grad.flatten() for p in network.parameters()
            if p.grad is not None])).items()}


def compare(network, pictures: torch.Tensor, device: str) -> dict:
    """Largest differences by type, relative to the largest value."""
    wanted = step(network, pictures, device='cpu', dtype=torch.float32)
    table = {}
    for name in TYPES:
        found = step(network, pictures, device=device,
                     dtype=getattr(torch, name))
        table[name] = {
            key: float((found[key] - value).abs().max() / value.abs().max())
            for key, value in wanted.items()}
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--device', default='cuda')
    parser.add_argument('--json', type=Path)
    parser.add_argument('--toy', action='store_true',
                        help='the smallest network alone')
    args = parser.parse_args()
    init_default_scope('mmpose')
    torch.backends.cudnn.allow_tf32 = False
    found, worst = dict(machine=machine_info(), device=args.device), 0.
    for name in CONFIGS[:1 if args.toy else None]:
        torch.manual_seed(0)
        network = MODELS.build(load_config(shipped_config(name)).model)
        width, height = network.head.decoder.input_size
        table = found[name] = compare(
            network, torch.randn(2, 3, height, width), args.device)
        worst = max(worst, *table['float32'].values())
        print(name, table, flush=True)
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + '\n')
    if worst > LIMIT:
        sys.exit(f'The largest difference in float32 is {worst:.1e}, the '
                 f'limit is {LIMIT}.')


if __name__ == '__main__':
    main()

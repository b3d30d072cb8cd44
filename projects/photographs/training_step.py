"""Processor time of a training step, with and without sliced strides.

    python projects/photographs/training_step.py --json OUT.json

Forward and backward pass and optimiser of the network for photographs, with
random pictures and one thread; the variants run in turn. The JSON also has
the operations that take most of the time.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import torch
from mmengine.optim import build_optim_wrapper
from mmengine.structures import InstanceData
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch.profiler import ProfilerActivity, profile

from mspn_plugin.engine.config import load_config, shipped_config
from mspn_plugin.engine.machine import machine_info

CONFIG = 'photographs/td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py'
VARIANTS = dict(strided=False, sliced=True)


def build(sliced: bool, *, float32: bool):
    """The network and its optimiser; equal weights in all variants."""
    config = load_config(shipped_config(CONFIG))
    config.model.backbone.sliced_strides = sliced
    config.model.neck.encoder.sliced_strides = sliced
    if float32:
        config.optim_wrapper.type = 'OptimWrapper'
        config.optim_wrapper.pop('dtype')
    torch.manual_seed(0)
    network = MODELS.build(config.model).train()
    return network, build_optim_wrapper(network, config.optim_wrapper)


def random_batch(head, size: int) -> dict:
    """Normalised pictures and keypoints inside of them."""
    width, height = head.decoder.input_size
    samples = []
    for _ in range(size):
        points = torch.rand(1, head.out_channels, 2) * torch.tensor(
            [width, height])
        samples.append(PoseDataSample(gt_instance_labels=InstanceData(
            keypoint_labels=points,
            keypoint_weights=torch.ones(1, head.out_channels))))
    return dict(inputs=torch.randn(size, 3, height, width),
                data_samples=samples)


def step(network, optimiser, batch: dict) -> float:
    """One step; the sum of the losses."""
    with optimiser.optim_context(network):
        losses = network.loss(**batch)
    loss = sum(v for k, v in losses.items() if 'loss' in k)
    optimiser.update_params(loss)
    return float(loss)


def operations(run, count: int = 8) -> dict:
    """Shares of the processor time of the operations that take most."""
    with profile(activities=[ProfilerActivity.CPU]) as found:
        run()
    events = sorted(found.key_averages(), reverse=True,
                    key=lambda e: e.self_cpu_time_total)
    total = sum(e.self_cpu_time_total for e in events)
    return {e.key: round(100 * e.self_cpu_time_total / total, 1)
            for e in events[:count]}


def main():
    args = parse_args()
    torch.set_num_threads(1)
    networks = {name: build(sliced, float32=args.float32)
                for name, sliced in VARIANTS.items()}
    head = next(iter(networks.values()))[0].head
    batch = random_batch(head, args.batch)
    times = {name: [] for name in networks}
    losses = {}
    for _ in range(args.rounds + 1):  # the first is a warm-up
        for name, (network, optimiser) in networks.items():
            start = time.process_time()
            losses.setdefault(name, step(network, optimiser, batch))
            times[name].append(time.process_time() - start)
    seconds = {name: round(statistics.median(values[1:]), 3)
               for name, values in times.items()}
    found = dict(
        machine=machine_info(), batch=args.batch, first_loss=losses,
        seconds=seconds,
        ratio=round(seconds['strided'] / seconds['sliced'], 2),
        percent={name: operations(lambda both=both: step(*both, batch))
                 for name, both in networks.items()})
    print(json.dumps(found, indent=1))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + '\n')


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--batch', type=int, default=32)
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--float32', action='store_true',
                        help="not the config's bfloat16")
    parser.add_argument('--json', type=Path, help='file of all figures')
    return parser.parse_args()


if __name__ == '__main__':
    main()

"""What the last stage teaches the first one, on the shipped network.

    python projects/comparison/stage_one.py --pictures 512 --tests 500 \\
        --epochs 3 --seeds 0 1 2 --out projects/comparison/stage_one.json

lsp.pth has two stages. The way up and the predictor of stage 1, which is all
that a network of one stage has behind its backbone, are trained a little
longer, with and without the last stage as a teacher; the backbone and stage 2
are left as they are. Equal pictures, iterations and seeds.
"""

import argparse
import copy
import json
from pathlib import Path

import torch
from cached_maps import Maps, cache_maps, pck
from mmpose.registry import DATASETS
from rich.progress import track

from mspn_plugin.engine.config import load_config, shipped_config
from mspn_plugin.engine.network import init_network
from mspn_plugin.models.losses import DistilledSupervision, HeatmapSupervision

CONFIG = 'mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py'
WAYS = {
    'targets of stage 1': HeatmapSupervision(((7, ), ), topk=None),
    'targets of the last stage': HeatmapSupervision(((5, ), ), topk=None),
    'targets of stage 1, and the last stage': DistilledSupervision(
        ((7, ), (5, )), topk=None),
}
BATCH, RATE, THRESHOLD = 32, 5e-4, .2


def train(network, maps: Maps, supervision, *, epochs: int, seed: int):
    """Train copies of stage 1's way up and predictor; return both."""
    up, predict = (copy.deepcopy(part).train() for part in (
        network.neck.decoders[0], network.head.predictors[0][0]))
    codec = network.head.decoder
    size = codec.heatmap_size[::-1]
    torch.manual_seed(seed)
    parameters = [*up.parameters(), *predict.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=RATE)
    total = epochs * (len(maps.samples) // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(
        optimiser, 1., 1e-3, total_iters=total)
    order = torch.cat([torch.randperm(len(maps.samples))
                       for _ in range(epochs + 1)])
    for chosen in track(order.split(BATCH)[:total], f'Seed {seed}'):
        student = predict(up([x[chosen] for x in maps.down])[0], size)
        heatmaps, names = [[student]], [['s1_r4']]
        if isinstance(supervision, DistilledSupervision):
            heatmaps.append([maps.heatmaps[-1][chosen]])
            names.append(['s2_r4'])
        losses = supervision(
            heatmaps, maps.keypoints[chosen], maps.weights[chosen],
            codec.batch_encode, names)
        optimiser.zero_grad()
        sum(v for k, v in losses.items() if 's1' in k).backward()
        optimiser.step()
        schedule.step()
    return up.eval(), predict.eval()


@torch.no_grad()
def measure(up, predict, maps: Maps, codec) -> float:
    """PCK of what a network of stage 1 alone finds."""
    found = torch.cat([
        predict(up(down)[0], codec.heatmap_size[::-1])
        for down in zip(*(x.split(64) for x in maps.down))])
    return pck(codec.batch_decode(found)[0], maps, codec, THRESHOLD)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pictures', type=int, default=1000)
    parser.add_argument('--tests', type=int, default=1000)
    parser.add_argument('--epochs', type=int, default=5)
    parser.add_argument('--seeds', type=int, nargs='+', default=[0])
    parser.add_argument('--out', type=Path)
    args = parser.parse_args()
    config = load_config(shipped_config(CONFIG))
    network = init_network(config, shipped_config('mspn/lsp.pth'))
    codec = network.head.decoder
    data = DATASETS.build(config.train_dataloader.dataset)
    step = len(data) // args.pictures
    training = cache_maps(
        network, data, range(0, args.pictures * step, step), 'Training')
    test = cache_maps(network, DATASETS.build(config.test_dataloader.dataset),
                      range(args.tests), 'Testing')
    found = dict(
        pictures=args.pictures, epochs=args.epochs, tests=args.tests,
        before={
            f'stage {s}': pck(codec.batch_decode(maps)[0], test, codec,
                              THRESHOLD)
            for s, maps in enumerate(test.heatmaps, start=1)
        }, after={})
    for name, supervision in WAYS.items():
        found['after'][name] = [
            measure(*train(network, training, supervision,
                           epochs=args.epochs, seed=seed), test, codec)
            for seed in args.seeds]
        print(name, found['after'][name], flush=True)
        if args.out:
            args.out.write_text(json.dumps(found, indent=1) + '\n')


if __name__ == '__main__':
    main()

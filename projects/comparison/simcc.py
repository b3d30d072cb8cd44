"""What coordinates by classification are worth behind given heatmaps.

    python projects/comparison/simcc.py --out projects/comparison/simcc.json

lsp.pth, trained at 192x144, runs once over pictures of one size. A classifier
of coordinates (SimCC) is then trained on the heatmaps of its last stage, and
decoded beside UDP's Taylor step and the quarter shift. Only the classifier is
trained: how SimCC changes a backbone is not measured.
"""

import argparse
import json
from pathlib import Path

import torch
from cached_maps import Maps, cache_maps, pck
from mmpose.models.losses import KLDiscretLoss
from mmpose.registry import DATASETS
from rich.progress import track

from mspn_plugin.codecs import MultiStageHeatmap, SimCCMultiStageHeatmap
from mspn_plugin.engine.config import load_config, shipped_config
from mspn_plugin.engine.network import init_network
from mspn_plugin.models.heads.multi_stage_simcc_head import (
    CoordinateClassifier,
)

CONFIG = 'mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py'
SIZES = ((96, 128), (144, 192), (192, 256))  # width, height
THRESHOLDS = (.05, .1, .2)
BATCH, RATE = 32, 1e-3


def train(classifier, maps: Maps, epochs: int):
    """Train it on the last stage's heatmaps."""
    torch.manual_seed(0)
    codec, loss = classifier.codec, KLDiscretLoss()
    optimiser = torch.optim.Adam(classifier.parameters(), lr=RATE)
    total = epochs * (len(maps.samples) // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(
        optimiser, 1., 1e-3, total_iters=total)
    order = torch.cat([torch.randperm(len(maps.samples))
                       for _ in range(epochs + 1)])
    for chosen in track(order.split(BATCH)[:total], 'Classifier'):
        logits = classifier(maps.heatmaps[-1][chosen])
        optimiser.zero_grad()
        loss(
            logits.split(codec.bins, dim=2),
            codec.batch_encode_bins(maps.keypoints[chosen]),
            maps.weights[chosen]).backward()
        optimiser.step()
        schedule.step()


@torch.no_grad()
def measure(args, size) -> dict:
    """PCK of every way of decoding at one size of pictures."""
    config = load_config(
        shipped_config(CONFIG), {'codec.input_size': size})
    network = init_network(config, shipped_config('mspn/lsp.pth'))
    udp = network.head.decoder
    data = DATASETS.build(config.train_dataloader.dataset)
    step = len(data) // args.pictures
    training = cache_maps(
        network, data, range(0, args.pictures * step, step), 'Training')
    test = cache_maps(network, DATASETS.build(config.test_dataloader.dataset),
                      range(args.tests), 'Testing')
    simcc = SimCCMultiStageHeatmap(size, peak=udp.peak)
    classifier = CoordinateClassifier(simcc)
    classifier.init_weights()
    heatmaps = test.heatmaps[-1]
    untrained = simcc.batch_decode(classifier(heatmaps))[0]
    with torch.enable_grad():
        train(classifier, training, args.epochs)
    # UDP's pictures: the centre of the last pixel is at the edge
    edge = torch.tensor(size).numpy() / (torch.tensor(size).numpy() - 1)
    quarter = MultiStageHeatmap(size, peak=udp.peak, half_cell=False)
    found = {
        'quarter shift': quarter.batch_decode(heatmaps)[0]
        / quarter.scale * udp._decode_scale,
        'UDP': udp.batch_decode(heatmaps)[0],
        'SimCC, first weights': untrained * edge,
        'SimCC': simcc.batch_decode(classifier(heatmaps))[0] * edge,
    }
    return {name: {f'PCK@{t}': pck(points, test, udp, t)
                   for t in THRESHOLDS} for name, points in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pictures', type=int, default=1000)
    parser.add_argument('--tests', type=int, default=1000)
    parser.add_argument('--epochs', type=int, default=10)
    parser.add_argument('--sizes', type=int, default=len(SIZES),
                        help='how many, the smallest first')
    parser.add_argument('--out', type=Path)
    args = parser.parse_args()
    found = dict(pictures=args.pictures, epochs=args.epochs, tests=args.tests)
    for size in SIZES[:args.sizes]:
        found[f'{size[1]}x{size[0]}'] = measure(args, size)
        print(size, found[f'{size[1]}x{size[0]}'], flush=True)
        if args.out:
            args.out.write_text(json.dumps(found, indent=1) + '\n')


if __name__ == '__main__':
    main()

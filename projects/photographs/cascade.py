"""Accuracy against cost of an early exit, on LSP's test people.

    python projects/photographs/cascade.py --json OUT.json

Both stages of a network compute everybody once; a threshold of the confidence
then chooses a stage for each person, as ``deploy=dict(early_exit=...)`` does.
The threshold is chosen on other people than those it is reported for: on the
config's ``calibration_dataloader``, or else on every second test person.

``pair``: a cascade of two networks, stage 1 of each, relative to all stages of
the larger one.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Dict, NamedTuple, Sequence, Tuple

import numpy as np
import torch
from mmengine.runner import Runner
from mmengine.utils import track_iter_progress

from mspn_plugin.comparison.counting import build_on_meta, count_cost
from mspn_plugin.datasets.lsp_metainfo import JOINT_NAMES
from mspn_plugin.engine import deploy
from mspn_plugin.engine.config import load_config, shipped_config
from mspn_plugin.engine.deploy import truncate_stages
from mspn_plugin.engine.early_exit import confidence
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.engine.network import init_network
from mspn_plugin.evaluation.torso import within_torso

NETWORKS = dict(
    people=('photographs/td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py',
            'photographs/people.pth'),
    people_large=(
        'photographs/td-hm_2xmspn-movenet-thunder_1xb32-3e_people-256x192.py',
        'photographs/people-large.pth'),
    lsp=('mspn/td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py',
         'mspn/lsp.pth'))
PAIR = 'people', 'people_large'
LOSS = 0.3  # points of PCK@0.2 that the chosen threshold may cost
NOBODY = 2.  # a threshold that no confidence reaches
GRID = np.arange(0, 1.001, .01).round(2)


class People(NamedTuple):
    """What both stages find of N people.

    Attributes:
        confidence: (N,) of stage 1.
        right: (N, 2, 14) whether the joint that a stage finds is right.
        counts: (N, 14) whether the joint is labelled.
    """
    confidence: np.ndarray
    right: np.ndarray
    counts: np.ndarray

    def part(self, rows: slice) -> 'People':
        return People(*(array[rows] for array in self))

    def pck(self, threshold: float) -> float:
        """PCK@0.2 of the torso in percent, at a threshold."""
        stage = (self.confidence < threshold).astype(int)
        right = self.right[np.arange(len(stage)), stage]
        return 100 * float(right.sum() / self.counts.sum())

    def easy(self, threshold: float) -> float:
        """Share of people that leave after stage 1."""
        return float((self.confidence >= threshold).mean())

    def choose(self) -> float:
        """The lowest threshold that costs no more than ``LOSS``."""
        allowed = self.pck(NOBODY) - LOSS
        return float(next(t for t in GRID if self.pck(t) >= allowed))


@torch.inference_mode()
def find(network, batches) -> People:
    """Run both stages of a deployed network on labelled people."""
    names = list(network.dataset_meta['keypoint_id2name'].values())
    joints = [names.index(name) for name in JOINT_NAMES]
    found = []
    for batch in track_iter_progress((batches, len(batches))):
        data = network.data_preprocessor(batch)
        down = network.backbone(data['inputs'])
        up = network.neck.decoders[0](down)
        heatmaps = [network.head.stage_output(up, 0)]
        _, up = network.neck.next_stage(1, down, up)
        heatmaps.append(network.head.stage_output(up, 1))
        right = []
        for maps in heatmaps:
            samples = network.add_pred_to_datasample(
                network.head.decode(maps), None, data['data_samples'])
            hits = [within_torso(
                s.pred_instances.keypoints, s.gt_instances.keypoints,
                s.gt_instances.keypoints_visible > 0, names)
                for s in samples]
            right.append([hit[0, joints] for hit, _ in hits])
            counts = [count[0, joints] for _, count in hits]
        found.append((confidence(network, heatmaps[0]).numpy(),
                      np.stack(right, axis=1), np.stack(counts)))
    return People(*map(np.concatenate, zip(*found)))


def multiply_adds(config) -> Dict[str, int]:
    """Of one person: stage 1, and all stages."""
    first = build_on_meta(config.model)
    truncate_stages(first, 1)
    return dict(
        stage_1=count_cost(first).multiply_adds,
        all=count_cost(build_on_meta(config.model)).multiply_adds)


@torch.inference_mode()
def milliseconds(files, threshold: float, batches, rounds: int) -> dict:
    """Processor time of a person: median of rounds, run in turn."""
    options = dict(stage_1=dict(stages=1), all=dict(),
                   cascade=dict(early_exit=threshold))
    networks = {name: init_network(*files) for name in options}
    runs = {name: deploy(network, **options[name])
            for name, network in networks.items()}
    pictures = [networks['all'].data_preprocessor(batch)['inputs']
                for batch in batches]
    times = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            start = time.process_time()
            for inputs in pictures:
                run(inputs)
            times[name].append(time.process_time() - start)
    people = sum(map(len, pictures))
    return {name: round(1e3 * statistics.median(values[1:]) / people, 2)
            for name, values in times.items()}


def measure(files, *, timed: int, rounds: int) -> Tuple[People, dict]:
    """The test people, and everything about one network."""
    config = load_config(files[0])
    network = init_network(*files)
    deploy(network, early_exit=1.)

    def batches(key: str):
        loader = config[key].copy()
        loader.update(num_workers=0, persistent_workers=False)
        return Runner.build_dataloader(loader, seed=0)

    test = find(network, batches('test_dataloader'))
    if 'calibration_dataloader' in config:
        chosen_on, reported = find(
            network, batches('calibration_dataloader')), test
    else:
        chosen_on, reported = (
            test.part(slice(i, None, 2)) for i in range(2))
    threshold, cost = chosen_on.choose(), multiply_adds(config)

    def row(people: People, t: float) -> dict:
        easy = people.easy(t)
        return dict(
            threshold=round(t, 2), pck=round(people.pck(t), 2),
            easy=round(100 * easy, 1), multiply_adds=round(
                100 * (1 - easy * (1 - cost['stage_1'] / cost['all'])), 1))

    first = [batch for batch, _ in zip(
        batches('test_dataloader'), range(timed))]
    return test, dict(
        multiply_adds=cost,
        test=[row(test, t) for t in GRID[::5]],
        chosen=dict(
            people=len(chosen_on.confidence), **row(reported, threshold),
            without=round(reported.pck(NOBODY), 2)),
        milliseconds=milliseconds(files, threshold, first, rounds))


def join(small: People, large: People) -> People:
    """Stage 1 of one network, and that of another for its hard people."""
    return People(small.confidence, np.stack(
        [small.right[:, 0], large.right[:, 0]], axis=1), large.counts)


def measure_pair(small: People, large: People, costs: Sequence[dict]) -> dict:
    """Thresholds of a cascade of two networks, in percent.

    Args:
        small: Of the first network.
        large: Of the second, with the same people.
        costs: :func:`multiply_adds` of both.
    """
    both = join(small, large)
    rows = []
    for hard in range(20, 101, 10):
        # people of equal confidence stay together
        threshold = np.quantile(both.confidence, hard / 100)
        easy = both.easy(threshold) if hard < 100 else 0.
        rows.append(dict(
            hard=round(100 * (1 - easy), 1),
            pck=round(both.pck(threshold if hard < 100 else NOBODY), 2),
            multiply_adds=round(100 * (
                costs[0]['stage_1'] + (1 - easy) * costs[1]['stage_1'])
                / costs[1]['all'], 1)))
    return dict(without=round(large.pck(NOBODY), 2), test=rows)


def main():
    args = parse_args()
    torch.set_num_threads(1)
    found, people = dict(machine=machine_info()), {}
    for name in args.network:
        files = [shipped_config(file) for file in NETWORKS[name]]
        people[name], found[name] = measure(
            files, timed=args.timed, rounds=args.rounds)
        print(json.dumps(found[name], indent=1), flush=True)
    if set(PAIR) <= set(people):
        found['pair'] = measure_pair(
            *(people[name] for name in PAIR),
            [found[name]['multiply_adds'] for name in PAIR])
        print(json.dumps(found['pair'], indent=1))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + '\n')


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--network', nargs='+', choices=NETWORKS,
                        default=list(NETWORKS))
    parser.add_argument('--timed', type=int, default=2,
                        help='batches of people that are timed')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--json', type=Path, help='file of all figures')
    return parser.parse_args()


if __name__ == '__main__':
    main()

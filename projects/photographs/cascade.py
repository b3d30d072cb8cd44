"""Accuracy against cost of an early exit, on LSP's test people.

    python projects/photographs/cascade.py --json OUT.json

Both stages of a network compute everybody and their mirror images once; a
threshold of the confidence then chooses what each person gets, as
``deploy=dict(early_exit=...)`` does. ``chosen`` is a threshold of other people
than those it is reported for: of the config's ``calibration_dataloader``, or
else of every second test person.

Ways: ``stages`` is without a flip test; ``flip`` is with one; ``flip_stage_1``
has one stage and a flip test. The costs are relative to all stages, and to all
stages with a flip test.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Dict, NamedTuple

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
WAYS = 'stages', 'flip', 'flip_stage_1'
LOSS = 0.3  # points of PCK@0.2 that the chosen threshold may cost
TYPICAL = 0.9  # a threshold that is timed besides the chosen one
NOBODY = 2.  # a threshold that no confidence reaches
GRID = np.arange(0, 1.001, .01).round(2)
REPORTED = (0, .4, .45, .5, .6, .7, .8, .85, .88, .9, .91, .92, .93, .94, .95,
            1)


class People(NamedTuple):
    """What a network finds of N people, in each of five outcomes.

    The outcomes: stage 1; stage 2; the means of stage 1 and mirrored stage 1,
    of stage 2 and mirrored stage 1, and of stage 2 and mirrored stage 2.

    Attributes:
        confidence: (N, 3) of stage 1, stage 2 and mirrored stage 1.
        right: (N, 5, 14) whether the joint that is found is right.
        counts: (N, 14) whether the joint is labelled.
        cost: (5) multiply-adds of the outcomes, of those of both stages.
    """
    confidence: np.ndarray
    right: np.ndarray
    counts: np.ndarray
    cost: np.ndarray

    def every_second(self, start: int) -> 'People':
        return People(*(array[start::2] for array in self[:3]), self.cost)

    def outcomes(self, way: str, threshold: float) -> np.ndarray:
        """(N,) of an early exit."""
        first, last, mirrored = (self.confidence < threshold).T
        if way == 'stages':
            return np.where(first, 1, 0)
        if way == 'flip_stage_1':
            return np.where(first, 2, 0)
        return np.select(
            [first & last & mirrored, first & last, first], [4, 3, 1], 0)

    def row(self, way: str, threshold: float) -> dict:
        """PCK@0.2 of the torso, shares and costs, all in percent."""
        outcomes = self.outcomes(way, threshold)
        right = self.right[np.arange(len(outcomes)), outcomes]
        everything = self.cost[1 if way == 'stages' else 4]
        return dict(
            threshold=round(float(threshold), 2),
            pck=round(100 * float(right.sum() / self.counts.sum()), 2),
            stage_1_alone=round(100 * float((outcomes == 0).mean()), 1),
            mirrored=round(100 * float((outcomes > 1).mean()), 1),
            multiply_adds=round(
                100 * float(self.cost[outcomes].mean() / everything), 1))

    def full(self, way: str) -> float:
        """PCK without an early exit; all stages also for ``flip_stage_1``."""
        return self.row('stages' if way == 'stages' else 'flip', NOBODY)['pck']

    def choose(self, way: str) -> float:
        """The lowest threshold that costs no more than ``LOSS``.

        Where stage 1 alone loses more, the one that nobody reaches.
        """
        return float(next((t for t in GRID if self.row(way, t)['pck']
                           >= self.full(way) - LOSS), 1.))


@torch.inference_mode()
def find(network, batches, cost: np.ndarray) -> People:
    """Run both stages of a deployed network on labelled people."""
    names = list(network.dataset_meta['keypoint_id2name'].values())
    joints = [names.index(name) for name in JOINT_NAMES]
    found = []
    for batch in track_iter_progress((batches, len(batches))):
        data = network.data_preprocessor(batch)
        samples, pictures = data['data_samples'], data['inputs']
        first, second = both_stages(network, pictures)
        mirrored = both_stages(network, pictures.flip(-1))
        sure = [confidence(network, maps).numpy()
                for maps in (first, second, mirrored[0])]
        one, two = (network.head.unflip(
            maps, samples[0].metainfo['flip_indices'], network.test_cfg)
            for maps in mirrored)
        right = []
        for maps in (first, second, (first + one) / 2, (second + one) / 2,
                     (second + two) / 2):
            decoded = network.add_pred_to_datasample(
                network.head.decode(maps), None, samples)
            hits = [within_torso(
                s.pred_instances.keypoints, s.gt_instances.keypoints,
                s.gt_instances.keypoints_visible > 0, names)
                for s in decoded]
            right.append([hit[0, joints] for hit, _ in hits])
        found.append((np.stack(sure, axis=1), np.stack(right, axis=1),
                      np.stack([count[0, joints] for _, count in hits])))
    return People(*map(np.concatenate, zip(*found)), cost)


def both_stages(network, pictures: torch.Tensor) -> list:
    """Heatmaps of both stages."""
    down = network.backbone(pictures)
    up = network.neck.first_stage(down)
    heatmaps = [network.head.stage_output(up, 0)]
    _, up = network.neck.next_stage(1, down, up)
    return [*heatmaps, network.head.stage_output(up, 1)]


def multiply_adds(config) -> Dict[str, int]:
    """Of one person: stage 1, and all stages."""
    first = build_on_meta(config.model)
    truncate_stages(first, 1)
    return dict(
        stage_1=count_cost(first).multiply_adds,
        all=count_cost(build_on_meta(config.model)).multiply_adds)


@torch.inference_mode()
def milliseconds(files, chosen: Dict[str, float], batches,
                 rounds: int) -> dict:
    """Processor time of a person: median of rounds, run in turn.

    Args:
        files: Config and checkpoint.
        chosen: The threshold of each way.
        batches: Of people.
        rounds: After one that is not counted.

    Returns:
        Of each way, without an early exit, with the threshold that was
        chosen for it, and with ``TYPICAL``.
    """
    networks = {}
    for way in WAYS:
        for threshold in None, chosen[way], TYPICAL:
            name = way if threshold is None else f'{way}, {threshold:g}'
            network = networks[name] = init_network(*files)
            network.test_cfg['flip_test'] = way != 'stages'
            network.deploy = dict(
                stages=1 if way == 'flip_stage_1' else None,
                early_exit=threshold)
    data = [network.data_preprocessor(batch) for batch in batches]
    times = {name: [] for name in networks}
    for _ in range(rounds + 1):
        for name, network in networks.items():
            start = time.process_time()
            for batch in data:
                network.predict(**batch)
            times[name].append(time.process_time() - start)
    people = sum(len(batch['inputs']) for batch in data)
    return {name: round(1e3 * statistics.median(values[1:]) / people, 2)
            for name, values in times.items()}


def measure(files, *, timed: int, rounds: int) -> dict:
    """Everything about one network."""
    config = load_config(files[0])
    counted = multiply_adds(config)
    first = counted['stage_1'] / counted['all']
    cost = np.array([first, 1, 2 * first, 1 + first, 2])
    network = init_network(*files)
    deploy(network, early_exit=1.)

    def batches(key: str):
        loader = config[key].copy()
        loader.update(num_workers=0, persistent_workers=False)
        return Runner.build_dataloader(loader, seed=0)

    test = find(network, batches('test_dataloader'), cost)
    if 'calibration_dataloader' in config:
        chosen_on, reported = find(
            network, batches('calibration_dataloader'), cost), test
    else:
        chosen_on, reported = map(test.every_second, range(2))
    chosen = {way: chosen_on.choose(way) for way in WAYS}
    some = [batch for batch, _ in zip(
        batches('test_dataloader'), range(timed))]
    return dict(
        multiply_adds=counted,
        test={way: dict(full=test.full(way), rows=[
            test.row(way, t) for t in REPORTED]) for way in WAYS},
        chosen={way: dict(
            people=len(chosen_on.counts), full=reported.full(way),
            **reported.row(way, chosen[way])) for way in WAYS},
        milliseconds=milliseconds(files, chosen, some, rounds))


def main():
    args = parse_args()
    torch.set_num_threads(1)
    found = dict(machine=machine_info())
    for name in args.network:
        files = [shipped_config(file) for file in NETWORKS[name]]
        found[name] = measure(files, timed=args.timed, rounds=args.rounds)
        print(json.dumps(found[name], indent=1), flush=True)
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

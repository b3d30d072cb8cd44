"""Accuracy by number of labelled pictures: five joints of LSP.

    nohup python projects/training/curves.py data/lsp work_dirs/curves \\
        --bfloat16 > curves.log 2>&1 &

It trains on 25, 100, 400 and 1,600 pictures, which the seed draws from LSP
and LSP-extended, with three seeds and four starts each (``STARTS``), tests on
200 of LSP's test pictures, and writes ``curves.json``: the figures of each
training's best weights, its validations and its processor time. The first
seed of all sizes comes first.

A training has 250 steps of 16 pictures; ``mspn new`` writes 1,200. The small
network has pictures of 128x96 (height x width), ``mspn new`` gives it 192x144:
``--size 192 144 --steps 1200``. Use ``--bfloat16`` where the processor
computes it: with AMX a step takes 0.7 times as long.

The same command resumes the training that was stopped. ``--minutes 30``
starts no training later. ``--pictures 25 --seeds 0 --steps 4`` tries it.
"""

import argparse
import json
import time
from itertools import product
from math import ceil
from pathlib import Path
from typing import Iterable, NamedTuple, Optional, Tuple

import numpy as np
from mmengine.config import Config
from mmengine.runner import Runner
from PIL import Image

from mspn_plugin.datasets.lsp_dataset import LSPDataset
from mspn_plugin.own_data.project import BATCH, write_project

NAMES = ('head_top', 'left_wrist', 'right_wrist', 'left_ankle', 'right_ankle')
TEST_STEP = 5  # of LSP's 1,000 test pictures
VALIDATIONS = 4


class Start(NamedTuple):
    """What a training starts from.

    Attributes:
        network: ``--start`` of ``mspn new``.
        weights: Whether its weights are loaded.
        by_name: Whether keypoints of the same names keep theirs.
    """
    network: str
    weights: bool = True
    by_name: bool = True


STARTS = {
    'people': Start('people'),
    'people-anew': Start('people', by_name=False),
    'rendered-people': Start('rendered-people'),
    'random': Start('rendered-people', weights=False),
}


def five_joints(people: LSPDataset, order: Iterable[int],
                most: int = 0) -> dict:
    """A COCO file's content; pictures by their absolute path.

    Args:
        people: One of them in a picture.
        order: Indices of people; those whose five joints are not all labelled
            are skipped.
        most: So many people; 0: all.
    """
    names = list(people.metainfo['keypoint_name2id'])
    chosen = [names.index(name) for name in NAMES]
    images, annotations = [], []
    for i in order:
        info = people.get_data_info(i)
        points = np.c_[info['keypoints'][0], info['keypoints_visible'][0] * 2]
        points = points[chosen]
        if not (points[:, 2] > 0).all():
            continue
        x0, y0, x1, y1 = info['bbox'][0].tolist()
        path = Path(info['img_path']).resolve()
        images.append(dict(id=len(images) + 1, file_name=str(path),
                           **_size(path)))
        annotations.append(dict(
            id=len(images), image_id=len(images), category_id=1, iscrowd=0,
            bbox=[x0, y0, x1 - x0, y1 - y0], area=(x1 - x0) * (y1 - y0) / 2,
            num_keypoints=len(NAMES), keypoints=points.ravel().tolist()))
        if len(images) == most:
            break
    return dict(images=images, annotations=annotations, categories=[
        dict(id=1, name='person', keypoints=list(NAMES))])


def _size(path: Path) -> dict:
    with Image.open(path) as picture:
        return dict(zip(('width', 'height'), picture.size))


def write_data(root: Path, folder: Path, *, count: int, seed: int,
               network: str):
    """Write a project as ``mspn new`` does, unless it is there.

    Args:
        root: Of LSP.
        folder: To write to.
        count: Of people to train on.
        seed: Which people.
        network: ``--start`` of ``mspn new``.
    """
    if (folder / 'config.py').exists():
        return
    train, test = (
        LSPDataset(split=split, near_test=False, data_root=str(root))
        for split in ('train+extended', 'test'))
    order = np.random.default_rng(seed).permutation(len(train)).tolist()
    write_project((five_joints(train, order, count),
                   five_joints(test, range(0, len(test), TEST_STEP))),
                  folder, pictures=Path('/'), source='LSP', start=network)


def read_config(folder: Path, *, seed: int, start: str, steps: int,
                size: Optional[Tuple[int, int]] = None,
                bfloat16: bool = False) -> Config:
    """The config of ``mspn new`` for a number of steps.

    Args:
        folder: Of the config.
        seed: Of the training.
        start: One of :data:`STARTS`.
        steps: Of up to 16 people; validation is after every fourth of them.
        size: Height and width of the small network's pictures; None: the
            config's.
        bfloat16: Whether to train in half precision.
    """
    config = Config.fromfile(folder / 'config.py')
    people = len(json.loads((folder / 'train.json').read_text())['images'])
    epochs = max(2, round(steps / ceil(people / BATCH)))
    interval = max(1, epochs // VALIDATIONS)
    name, (network, weights, by_name) = f'{start}_{seed}', STARTS[start]
    config.merge_from_dict({
        'work_dir': str(folder / name),
        'experiment_name': f'{folder.name}_{name}',
        'randomness': dict(seed=seed),
        'model.test_cfg.flip_test': False,  # half the time of validations
        'optim_wrapper.optimizer.fused': True,  # a tenth of a step
        'resume': True,  # if there is a checkpoint
        'matched_weights.by_name': by_name,
        'train_cfg.max_epochs': epochs,
        'train_cfg.val_interval': interval,
        'default_hooks.checkpoint.interval': interval,
    })
    for loader in (config.train_dataloader, config.val_dataloader):
        loader.update(num_workers=0, persistent_workers=False)
    config.custom_hooks = [
        hook for hook in config.custom_hooks
        if hook['type'] != 'StartValidationHook']  # trained weights only
    if size and network == 'rendered-people':  # of crops, too
        config.merge_from_dict({'codec.input_size': size[::-1]})
    if bfloat16:
        config.optim_wrapper.type = 'AutocastOptimWrapper'
    if not weights:
        config.load_from = None
        config.model.backbone.frozen_stages = -1
        config.optim_wrapper.paramwise_cfg = None
    return config


def train(folder: Path, **options) -> dict:
    """Train once; the validation of the best epoch, not of the last.

    Args:
        folder: Of the config.
        options: Of :func:`read_config`.

    Returns:
        The metrics; ``validations``, PCK after equal numbers of steps;
        ``seconds`` of processor time of training and validations, since the
        training began or was resumed.
    """
    runner = Runner.from_cfg(read_config(folder, **options))
    start = time.process_time()
    runner.train()
    seconds = time.process_time() - start
    history, _ = runner.message_hub.get_scalar('val/box/PCK@0.1').data
    validations = [round(float(value), 2) for value in history]
    runner.load_checkpoint(runner.message_hub.get_info('best_ckpt'))
    return dict(runner.val_loop.run(), validations=validations,
                seconds=round(seconds))


def write(rows: dict, path: Path):
    """Write results so that an interruption leaves the old or new file."""
    part = path.with_suffix('.part')
    part.write_text(json.dumps(rows, indent=1))
    part.replace(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('lsp', type=Path)
    parser.add_argument('out', type=Path)
    parser.add_argument('--pictures', type=int, nargs='+',
                        default=(25, 100, 400, 1600))
    parser.add_argument('--starts', choices=STARTS, nargs='+',
                        default=list(STARTS))
    parser.add_argument('--seeds', type=int, nargs='+', default=(0, 1, 2))
    parser.add_argument('--steps', type=int, default=250)
    parser.add_argument('--size', type=int, nargs=2, default=(128, 96),
                        help='height and width of the small network')
    parser.add_argument('--bfloat16', action='store_true')
    parser.add_argument('--minutes', type=float, default=float('inf'),
                        help='start no training later')
    args = parser.parse_args()
    end = time.monotonic() + 60 * args.minutes
    results = args.out / 'curves.json'
    rows = json.loads(results.read_text()) if results.exists() else {}
    for seed, count, start in product(
            args.seeds, args.pictures, args.starts):
        key = f'{count} {start} {seed}'
        if key in rows or time.monotonic() > end:
            continue
        network = STARTS[start].network
        folder = args.out / f'{count}_{seed}_{network}'
        write_data(args.lsp, folder, count=count, seed=seed, network=network)
        rows[key] = train(folder, seed=seed, start=start,
                          steps=args.steps, size=tuple(args.size),
                          bfloat16=args.bfloat16)
        write(rows, results)
        print(key, rows[key], flush=True)


if __name__ == '__main__':
    main()

"""Accuracy by number of labelled pictures: five joints of LSP.

    nohup python projects/training/curves.py data/lsp work_dirs/curves \\
        > curves.log 2>&1 &

It trains on 25, 100, 400 and 1,600 pictures (LSP and LSP-extended) from the
quick start's weights and from random ones, with three seeds each, tests on
200 of LSP's test pictures, and writes ``curves.json``: the figures of each
training's best weights. The first seed of all sizes comes first.

It was not run: 24 trainings of 1,200 steps take many hours on two cores. It
may be stopped at any time: the same command goes on with the last checkpoint
of the training that was stopped. ``--minutes 30`` starts no training later.
``--pictures 25 --seeds 0 --steps 4`` tries it.
"""

import argparse
import json
import time
from itertools import product
from pathlib import Path

import numpy as np
from mmengine.config import Config
from mmengine.runner import Runner
from PIL import Image

from mspn_plugin.datasets.lsp_dataset import LSPDataset
from mspn_plugin.own_data.project import BATCH, write_project

NAMES = ('head_top', 'left_wrist', 'right_wrist', 'left_ankle', 'right_ankle')
TEST_STEP = 5  # of LSP's 1,000 test pictures
VALIDATIONS = 12


def five_joints(root: Path, split: str, step: int = 1, most: int = 0) -> dict:
    """A COCO file's content; pictures by their absolute path.

    Args:
        root: Of LSP.
        split: As :class:`LSPDataset` names it.
        step: Every so many-th person.
        most: So many people; 0: all.
    """
    people = LSPDataset(split=split, near_test=False, data_root=str(root))
    names = list(people.metainfo['keypoint_name2id'])
    chosen = [names.index(name) for name in NAMES]
    images, annotations = [], []
    for i in range(0, len(people), step):
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


def read_config(folder: Path, *, seed: int, shipped: bool,
                steps: int) -> Config:
    """The config of ``mspn new`` for a number of steps.

    Args:
        folder: Of the config.
        seed: Of the training.
        shipped: Whether to start from the quick start's weights.
        steps: Of 16 people; validation is after every twelfth of them.
    """
    config = Config.fromfile(folder / 'config.py')
    people = len(json.loads((folder / 'train.json').read_text())['images'])
    epochs = max(2, round(steps * BATCH / people))
    interval = max(1, epochs // VALIDATIONS)
    name = f'{"shipped" if shipped else "random"}_{seed}'
    config.merge_from_dict({
        'work_dir': str(folder / name),
        'experiment_name': f'{folder.name}_{name}',
        'randomness': dict(seed=seed),
        'resume': True,  # if there is a checkpoint
        'train_cfg.max_epochs': epochs,
        'train_cfg.val_interval': interval,
        'default_hooks.checkpoint.interval': interval,
    })
    if not shipped:
        config.load_from = None
        config.model.backbone.frozen_stages = -1
        config.optim_wrapper.paramwise_cfg = None
    return config


def train(folder: Path, **options) -> dict:
    """Train once; the validation of the best epoch, not of the last.

    Args:
        folder: Of the config.
        options: Of :func:`read_config`.
    """
    runner = Runner.from_cfg(read_config(folder, **options))
    runner.train()
    runner.load_checkpoint(runner.message_hub.get_info('best_ckpt'))
    return runner.val_loop.run()


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
    parser.add_argument('--seeds', type=int, nargs='+', default=(0, 1, 2))
    parser.add_argument('--steps', type=int, default=1200)
    parser.add_argument('--minutes', type=float, default=float('inf'),
                        help='start no training later')
    args = parser.parse_args()
    end = time.monotonic() + 60 * args.minutes
    results = args.out / 'curves.json'
    rows = json.loads(results.read_text()) if results.exists() else {}
    test = None
    for seed, count, shipped in product(
            args.seeds, args.pictures, (True, False)):
        key = f'{count} {"shipped" if shipped else "random"} {seed}'
        if key in rows or time.monotonic() > end:
            continue
        folder = args.out / str(count)
        if not (folder / 'config.py').exists():
            test = test or five_joints(args.lsp, 'test', TEST_STEP)
            train = five_joints(args.lsp, 'train+extended', most=count)
            write_project((train, test), folder, pictures=Path('/'),
                          source='LSP')
        rows[key] = train(folder, seed=seed, shipped=shipped,
                          steps=args.steps)
        write(rows, results)
        print(key, rows[key], flush=True)


if __name__ == '__main__':
    main()

"""Accuracy by number of labelled pictures: five joints of LSP.

    python projects/training/curves.py data/lsp work_dirs/curves

It trains on 25, 100, 400 and 1,600 pictures (LSP and LSP-extended) from the
quick start's weights and from random ones, with three seeds each, tests on
200 of LSP's test pictures, and writes ``curves.json``. Finished trainings are
not repeated. It was not run: 24 trainings of 1,200 steps take many hours on
two cores. ``--pictures 25 --seeds 0 --steps 4`` tries it.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from mmengine.config import Config
from mmengine.runner import Runner

from mspn_plugin.datasets.lsp_dataset import LSPDataset
from mspn_plugin.own_data.project import BATCH, write_project

NAMES = ('head_top', 'left_wrist', 'right_wrist', 'left_ankle', 'right_ankle')
TEST_STEP = 5  # of LSP's 1,000 test pictures


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
    from PIL import Image
    with Image.open(path) as picture:
        return dict(zip(('width', 'height'), picture.size))


def train(folder: Path, *, seed: int, shipped: bool, steps: int) -> dict:
    """Train once; the validation of the best epoch, not of the last."""
    config = Config.fromfile(folder / 'config.py')
    people = len(json.loads((folder / 'train.json').read_text())['images'])
    epochs = max(2, round(steps * BATCH / people))
    config.merge_from_dict(dict(
        work_dir=str(folder / f'{"shipped" if shipped else "random"}_{seed}'),
        randomness=dict(seed=seed)))
    config.merge_from_dict({'train_cfg.max_epochs': epochs})
    if not shipped:
        config.load_from = None
        config.model.backbone.frozen_stages = -1
        config.optim_wrapper.paramwise_cfg = None
    runner = Runner.from_cfg(config)
    runner.train()
    runner.load_checkpoint(runner.message_hub.get_info('best_ckpt'))
    return runner.val_loop.run()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('lsp', type=Path)
    parser.add_argument('out', type=Path)
    parser.add_argument('--pictures', type=int, nargs='+',
                        default=(25, 100, 400, 1600))
    parser.add_argument('--seeds', type=int, nargs='+', default=(0, 1, 2))
    parser.add_argument('--steps', type=int, default=1200)
    args = parser.parse_args()
    results = args.out / 'curves.json'
    rows = json.loads(results.read_text()) if results.exists() else {}
    test = five_joints(args.lsp, 'test', TEST_STEP)
    for count in args.pictures:
        folder = args.out / str(count)
        write_project(
            (five_joints(args.lsp, 'train+extended', most=count), test),
            folder, pictures=Path('/'), source='LSP')
        for seed in args.seeds:
            for shipped in (True, False):
                key = f'{count} {"shipped" if shipped else "random"} {seed}'
                if key not in rows:
                    rows[key] = train(folder, seed=seed, shipped=shipped,
                                      steps=args.steps)
                    results.write_text(json.dumps(rows, indent=1))
                print(key, rows[key])


if __name__ == '__main__':
    main()

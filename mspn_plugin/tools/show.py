"""Pictures of a trained network: people, refinement by stage, loss curves.

    python -m mspn_plugin.tools.show CONFIG CHECKPOINT --out DIR
"""

import argparse
import json
from pathlib import Path
from typing import List

import cv2
from mmengine.config import DictAction
from mmengine.dataset import pseudo_collate
from mmengine.utils import ProgressBar
from mmpose.registry import VISUALIZERS
from mmpose.structures import merge_data_samples

from mspn_plugin.engine.network import init_network_and_test_set
from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.visualization import (
    plot_loss_curves,
    plot_refinement,
    predict_stages,
)


@cli_errors
def main():
    args = parse_args()
    model, dataset = init_network_and_test_set(
        args.config, args.checkpoint, device=args.device,
        options=args.cfg_options)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    draw_people(model, dataset, args.people, out)
    draw_refinement(model, dataset, args.people, out)
    draw_curves(Path(args.checkpoint).parent, out)
    print(f'\nPictures are in {out.resolve()}')


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('config')
    parser.add_argument('checkpoint')
    parser.add_argument('--out', default='work_dirs/pictures')
    parser.add_argument('--people', type=int, default=6)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    return parser.parse_args()


def draw_people(model, dataset, count: int, out: Path):
    """``people_{i}.jpg``: the network's keypoints on whole pictures."""
    by_picture = {}
    for index in range(len(dataset)):
        path = dataset.get_data_info(index)['img_path']
        by_picture.setdefault(path, []).append(index)
    visualizer = VISUALIZERS.build(
        dict(
            type='PoseLocalVisualizer', name='show', radius=2, line_width=1))
    visualizer.set_dataset_meta(dataset.metainfo)
    bar = ProgressBar(min(count, len(by_picture)))
    for number, (path, indices) in enumerate(by_picture.items()):
        if number == count:
            break
        found = model.test_step(pseudo_collate([dataset[i] for i in indices]))
        visualizer.add_datasample(
            'people',
            cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB),
            merge_data_samples(found),
            draw_gt=False,
            kpt_thr=0.1,
            out_file=str(out / f'people_{number}.jpg'))
        bar.update()


def draw_refinement(model, dataset, count: int, out: Path):
    """``refinement_{i}.png``: targets and heatmaps by stage (Figure 4)."""
    for number in range(min(count, len(dataset))):
        sample = dataset[number * len(dataset) // count]
        figure = plot_refinement(predict_stages(model, **sample),
                                 dataset.metainfo['skeleton_links'])
        figure.savefig(out / f'refinement_{number}.png', dpi=110)


def draw_curves(work_dir: Path, out: Path):
    """``losses.png`` from the newest log beside the checkpoint, if any."""
    logs = sorted(work_dir.glob('*/vis_data/scalars.json'))
    if logs:
        rows: List[dict] = [
            json.loads(line) for line in logs[-1].read_text().splitlines()
        ]
        if any('loss' in row for row in rows):
            plot_loss_curves(rows).savefig(out / 'losses.png', dpi=110)


if __name__ == '__main__':
    main()

"""One page of people: truth, prediction and every stage's heatmaps.

    python -m mspn_plugin.tools.contact_sheet CONFIG CHECKPOINT --out SHEET.png

Of the test set's first people it shows the worst, or the best, or every so
many-th, with their object keypoint similarity (OKS, 1 is perfect).
"""

import argparse
from pathlib import Path
from typing import List

import numpy as np
from mmengine.config import DictAction
from mmengine.dataset import pseudo_collate
from mmengine.utils import track_iter_progress
from mmpose.evaluation.functional.nms import oks_iou

from mspn_plugin.engine.network import init_network_and_test_set
from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.visualization import plot_contact_sheet, predict_stages

BOX_TO_BODY = 0.53  # of a box's area is the body's, where none is given


@cli_errors
def main():
    args = parse_args()
    model, dataset = init_network_and_test_set(
        args.config, args.checkpoint, device=args.device,
        options=args.cfg_options)
    scores = similarities(model, dataset, min(args.of, len(dataset)))
    chosen = choose(scores, args.sort, args.people)
    figure = plot_contact_sheet(
        [predict_stages(model, **dataset[int(i)]) for i in chosen],
        [f'{i}: OKS {scores[i]:.2f}' for i in chosen],
        dataset.metainfo['skeleton_links'], args.columns)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(args.out, dpi=110)
    print(f'\n{len(chosen)} people of {len(scores)}, mean OKS '
          f'{np.mean(scores):.3f}: see {args.out.resolve()}')


def similarities(model, dataset, count: int) -> np.ndarray:
    """OKS of the first ``count`` people, 0 where nothing is labelled."""
    found = []
    for i in track_iter_progress(list(range(count))):
        info = dataset.get_data_info(i)
        result = model.test_step(pseudo_collate([dataset[i]]))[0]
        box = info['bbox'][0]
        area = info.get('area') or BOX_TO_BODY * np.prod(box[2:] - box[:2])
        visible = info['keypoints_visible'][0]
        person = np.c_[info['keypoints'][0], visible].ravel()
        guess = np.c_[result.pred_instances.keypoints[0], visible].ravel()
        found.append(
            oks_iou(person, guess[None], area, np.array([area]),
                    dataset.metainfo['sigmas'], vis_thr=0)[0])
    return np.array(found)


def choose(scores: np.ndarray, sort: str, people: int) -> List[int]:
    """Which people to show, in which order."""
    order = np.argsort(scores, kind='stable')
    if sort == 'best':
        order = order[::-1]
    if sort == 'even':
        order = np.linspace(0, len(scores) - 1, min(people, len(scores)))
    return [int(i) for i in order[:people]]


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('config')
    parser.add_argument('checkpoint')
    parser.add_argument('--out', type=Path,
                        default=Path('work_dirs/contact_sheet.png'))
    parser.add_argument('--people', type=int, default=24)
    parser.add_argument('--of', type=int, default=200,
                        help='people to choose from')
    parser.add_argument('--sort', choices=('worst', 'best', 'even'),
                        default='worst')
    parser.add_argument('--columns', type=int, default=4)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    return parser.parse_args()


if __name__ == '__main__':
    main()

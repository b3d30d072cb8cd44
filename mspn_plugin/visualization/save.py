"""Files that show a trained network: people, refinement, loss curves."""

import json
from pathlib import Path

import cv2
from mmengine.dataset import BaseDataset, pseudo_collate
from mmengine.utils import ProgressBar
from mmpose.models import TopdownPoseEstimator
from mmpose.structures import merge_data_samples

from .figures import plot_loss_curves, plot_refinement
from .people import build_visualizer, draw_people
from .stage_predictions import predict_stages

THRESHOLD = 0.1  # lower than elsewhere, to show uncertain keypoints too


def save_people(network: TopdownPoseEstimator, dataset: BaseDataset,
                count: int, folder: Path):
    """Write ``people_{i}.jpg``: whole pictures with predicted keypoints.

    Args:
        network: A network with loaded weights.
        dataset: The data set whose first pictures are drawn.
        count: Number of pictures.
        folder: Folder of the files.
    """
    by_picture = {}
    for index in range(len(dataset)):
        path = dataset.get_data_info(index)['img_path']
        by_picture.setdefault(path, []).append(index)
    visualizer = build_visualizer(dataset.metainfo)
    pictures = list(by_picture.items())[:count]
    bar = ProgressBar(len(pictures))
    for number, (path, indices) in enumerate(pictures):
        people = network.test_step(
            pseudo_collate([dataset[i] for i in indices]))
        drawn = draw_people(
            visualizer,
            cv2.imread(path),
            merge_data_samples(people),
            THRESHOLD,
            boxes=False)
        cv2.imwrite(str(folder / f'people_{number}.jpg'), drawn)
        bar.update()


def save_refinement(network: TopdownPoseEstimator, dataset: BaseDataset,
                    count: int, folder: Path):
    """Write ``refinement_{i}.png``: targets and heatmaps by stage.

    Args:
        network: A network with loaded weights.
        dataset: ``count`` people are taken from it, evenly spaced.
        count: Number of people.
        folder: Folder of the files.
    """
    for number in range(min(count, len(dataset))):
        sample = dataset[number * len(dataset) // count]
        figure = plot_refinement(
            predict_stages(network, **sample),
            dataset.metainfo['skeleton_links'])
        figure.savefig(folder / f'refinement_{number}.png', dpi=110)


def save_loss_curves(work_dir: Path, folder: Path):
    """Write ``losses.png`` from the newest log of a training, if any.

    Args:
        work_dir: Work folder of the training.
        folder: Folder of the file.
    """
    logs = sorted(work_dir.glob('*/vis_data/scalars.json'))
    if not logs:
        return
    rows = [json.loads(line) for line in logs[-1].read_text().splitlines()]
    if any('loss' in row for row in rows):
        plot_loss_curves(rows).savefig(folder / 'losses.png', dpi=110)

"""A trained network -> ONNX, compared with PyTorch; in eight bits if asked.

    python -m mspn_plugin.tools.export CONFIG CHECKPOINT OUT.onnx
    python -m mspn_plugin.tools.export CONFIG CHECKPOINT OUT.onnx \\
        --int8 OUT_int8.onnx --evaluate

The file takes any number of pictures and returns the one heatmap that is read;
projects/topdown_demo/onnx_pose.py uses it without PyTorch. --evaluate runs the
config's test with PyTorch and with every file that was written.
"""

import argparse
import copy
import random
from pathlib import Path
from typing import Iterator, List, Optional

import torch
from mmengine.config import Config, DictAction
from mmengine.dataset import pseudo_collate
from mmengine.evaluator import Evaluator
from mmengine.runner import Runner
from mmengine.utils import ProgressBar, track_iter_progress
from mmpose.registry import DATASETS
from torch import Tensor

from mspn_plugin.engine.config import load_config
from mspn_plugin.engine.network import init_network
from mspn_plugin.export import compare_with_torch, export, quantise
from mspn_plugin.tools.cli_errors import cli_errors

HEATMAPS, PIXELS = 1e-4, 0.01  # how far a file may be from PyTorch
PICTURES = 4  # to compare with
BATCH = 16


class ExportError(ValueError):
    """A file that does not do what its network does."""


@cli_errors
def main():
    args = parse_args()
    config = load_config(args.config, args.cfg_options)
    write(config, args.checkpoint, args.target)
    if args.int8:
        network = init_network(config, args.checkpoint)
        print(f'calibrating with {args.pictures} pictures')
        quantise(args.target, args.int8,
                 batches(config, network, args.pictures))
        print(f'\n{args.int8}: {megabytes(args.int8)}')
    if args.evaluate:
        results = {'PyTorch': evaluate(config, args.checkpoint)}
        for path in filter(None, (args.target, args.int8)):
            results[path] = evaluate(config, args.checkpoint, path)
        for name, metrics in results.items():
            show(name, metrics)


def write(config: Config, checkpoint: Optional[str], target: Path):
    """Export and compare; no file is left where they differ.

    Raises:
        ExportError: They differ.
    """
    network = init_network(config, checkpoint)
    codec = network.head.decoder
    width, height = codec.input_size
    partial = target.with_suffix('.partial')
    reading = export(network, partial)
    found = compare_with_torch(reading, partial,
                               torch.randn(PICTURES, 3, height, width), codec)
    if found.heatmaps > HEATMAPS or found.pixels > PIXELS:
        partial.unlink()
        raise ExportError(
            f'onnxruntime is {found.heatmaps:.1e} of the largest heatmap and '
            f'{found.pixels:.3f} pixels from PyTorch: no file is written.')
    partial.replace(target)
    print(f'{target}: {megabytes(target)}, {found.heatmaps:.1e} (of '
          f'the largest heatmap) and {found.pixels:.4f} pixels from PyTorch')


def batches(config: Config, network, pictures: int) -> Iterator[Tensor]:
    """Pictures of the training set as the network gets them when it tests."""
    data = copy.deepcopy(config.train_dataloader.dataset)
    data.pipeline = config.test_dataloader.dataset.pipeline
    dataset = DATASETS.build(data)
    chosen = random.Random(0).sample(
        range(len(dataset)), min(pictures, len(dataset)))
    starts: List[int] = list(range(0, len(chosen), BATCH))
    for start in track_iter_progress(starts):
        batch = [dataset[i] for i in chosen[start:start + BATCH]]
        yield network.data_preprocessor(pseudo_collate(batch))['inputs']


def evaluate(config: Config, checkpoint: str,
             path: Optional[Path] = None) -> dict:
    """The config's test by onnxruntime, or without ``path`` by PyTorch."""
    network = init_network(config, checkpoint, onnx=path)
    loader = Runner.build_dataloader(config.test_dataloader)
    evaluator = Evaluator(config.test_evaluator)
    evaluator.dataset_meta = loader.dataset.metainfo
    bar = ProgressBar(len(loader))
    for batch in loader:
        evaluator.process(network.test_step(batch), batch)
        bar.update()
    return evaluator.evaluate(len(loader.dataset))


def show(name: object, metrics: dict):
    print(f'{name}: ' + ', '.join(
        f'{key} {value:.4f}' for key, value in metrics.items()))


def megabytes(path: Path) -> str:
    return f'{path.stat().st_size / 1e6:.1f} MB'


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('config')
    parser.add_argument('checkpoint')
    parser.add_argument('target', type=Path)
    parser.add_argument('--int8', type=Path, metavar='FILE',
                        help='write a quantised version as well')
    parser.add_argument('--pictures', type=int, default=256,
                        help='of the training set, to calibrate with')
    parser.add_argument('--evaluate', action='store_true',
                        help="run the config's test with each of them")
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    return parser.parse_args()


if __name__ == '__main__':
    main()

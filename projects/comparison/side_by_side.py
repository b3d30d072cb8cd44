"""Train networks of this package side by side, on the same batches of LSP.

    python projects/comparison/side_by_side.py CONFIG... --samples 10000 \\
        --out projects/comparison/papers.json

The budget is that of ``compare --train``, but one process reads each picture
once and gives it to every network; reading takes a third of an iteration of a
small network. A network learns the same beside any others: batches and first
weights depend on the seed alone. Networks that the file of ``--out`` has are
not trained again; the file is written when all networks of a seed are tested.
"""

import argparse
import json
import time
from itertools import count, islice
from pathlib import Path
from typing import Iterator, List

import torch
from mmengine.config import Config
from mmengine.evaluator import Evaluator
from mmengine.logging import MMLogger
from mmengine.optim import build_optim_wrapper
from mmengine.registry import PARAM_SCHEDULERS, init_default_scope
from mmengine.runner import Runner, set_random_seed
from mmpose.registry import MODELS

from mspn_plugin.comparison.budget import Budget, apply_budget
from mspn_plugin.comparison.counting import count_cost
from mspn_plugin.engine.config import load_config

METRICS = 'PCK@0.1', 'PCK@0.2', 'PCP'


class Trainee:
    """A network with its optimiser, rate and evaluator.

    Args:
        config: A config with a budget.
        seed: Seed of the first weights.
    """

    def __init__(self, config: Config, seed: int):
        set_random_seed(seed)
        self.model = MODELS.build(config.model)
        self.model.init_weights()
        self.optimiser = build_optim_wrapper(self.model, config.optim_wrapper)
        self.rates = [
            PARAM_SCHEDULERS.build(dict(rate, optimizer=self.optimiser))
            for rate in config.param_scheduler
        ]
        self.evaluator = Evaluator(config.test_evaluator)
        self.seconds, self.loss = 0., 0.

    def learn(self, batch: dict):
        """One iteration."""
        start = time.process_time()
        self.model.train()
        self.loss = float(
            self.model.train_step(batch, self.optimiser)['loss'])
        for rate in self.rates:
            rate.step()
        self.seconds += time.process_time() - start

    @torch.no_grad()
    def predict(self, batch: dict):
        """Collect the predictions of one batch of tests."""
        self.model.eval()
        self.evaluator.process(
            data_samples=self.model.test_step(batch), data_batch=batch)


def batches(config: Config, seed: int) -> Iterator[dict]:
    """Batches of the training set, epoch after epoch."""
    loader = Runner.build_dataloader(config.train_dataloader, seed=seed)
    for epoch in count():
        loader.sampler.set_epoch(epoch)
        yield from loader


def train_and_test(paths: List[Path], budget: Budget) -> dict:
    """Return the metrics of each network.

    Raises:
        ValueError: The networks do not have one size of pictures.
    """
    configs = [apply_budget(load_config(path), budget) for path in paths]
    if len({tuple(c.codec.input_size) for c in configs}) > 1:
        raise ValueError('Networks side by side need one codec.input_size: '
                         f'{[tuple(c.codec.input_size) for c in configs]}.')
    first = configs[0]
    for loader in (first.train_dataloader, first.test_dataloader):
        loader.update(num_workers=0, persistent_workers=False)
    trainees = [Trainee(c, budget.seed) for c in configs]
    iterations = first.train_cfg.max_iters
    for i, batch in enumerate(
            islice(batches(first, budget.seed), iterations), start=1):
        for trainee in trainees:
            trainee.learn(batch)
        if not i % 50 or i == iterations:
            print(time.strftime('%H:%M:%S'), f'{i}/{iterations}',
                  *(f'{t.loss:.4f}' for t in trainees), flush=True)
    loader = Runner.build_dataloader(first.test_dataloader)
    for batch in loader:
        for trainee in trainees:
            trainee.predict(batch)
    found = {}
    for path, trainee in zip(paths, trainees):
        trainee.evaluator.dataset_meta = loader.dataset.metainfo
        metrics = trainee.evaluator.evaluate(len(loader.dataset))
        cost = count_cost(trainee.model)
        found[path.stem] = dict(
            parameters=cost.parameters, multiply_adds=cost.multiply_adds,
            cpu_seconds=round(trainee.seconds, 1),
            **{name: float(metrics[f'lsp/{name}']) for name in METRICS})
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('configs', type=Path, nargs='+')
    parser.add_argument('--samples', type=int, default=10000)
    parser.add_argument('--seeds', type=int, nargs='+', default=[0])
    parser.add_argument('--out', type=Path, required=True)
    args = parser.parse_args()
    init_default_scope('mmpose')
    MMLogger.get_current_instance().setLevel('WARNING')
    found = json.loads(args.out.read_text()) if args.out.exists() else dict(
        samples=args.samples, threads=torch.get_num_threads(),
        precision='float32', runs={})
    if found['samples'] != args.samples:
        raise ValueError(f'{args.out} has figures of {found["samples"]} '
                         f'samples, not {args.samples}: give another --out.')
    for seed in args.seeds:
        done = found['runs'].setdefault(f'seed {seed}', {})
        paths = [path for path in args.configs if path.stem not in done]
        if paths:
            done.update(train_and_test(
                paths, Budget(args.samples, seed, 'lsp')))
            args.out.write_text(json.dumps(found, indent=1) + '\n')


if __name__ == '__main__':
    main()

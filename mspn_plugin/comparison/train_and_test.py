"""Train and test one network within a budget, in its own process.

    python -m mspn_plugin.comparison.train_and_test CONFIG WORK_DIR

:mod:`.budget` makes CONFIG. ``WORK_DIR/result.json`` is written at the end; an
interrupted run resumes.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Dict, List

from mmengine.config import Config
from mmengine.runner import Runner

from mspn_plugin.engine.config import load_config
from mspn_plugin.engine.deploy import truncate_stages
from mspn_plugin.models import MultiStagePoseEstimator
from mspn_plugin.startup import keep_imported


def train_and_test(config: Config, work_dir: Path) -> dict:
    """Return metrics of the network and of each of its stages.

    Args:
        config: Config to train; resumes from a checkpoint in ``work_dir``.
        work_dir: Folder of logs and checkpoints.

    Returns:
        ``metrics`` of the network; ``stages``, the metrics of each stage, if
        the network can stop early (the last is the network); ``minutes``.
    """
    config.work_dir = str(work_dir)
    if (work_dir / 'last_checkpoint').exists():
        # of this run, not the initial weights of the config
        config.resume, config.load_from = True, None
    start = time.time()
    runner = Runner.from_cfg(config)
    runner.train()
    minutes = (time.time() - start) / 60
    metrics = runner.test()
    return dict(
        metrics=_as_floats(metrics),
        stages=[*_earlier_stages(runner), _as_floats(metrics)],
        minutes=minutes)


def _earlier_stages(runner: Runner) -> List[Dict[str, float]]:
    """Metrics of all stages except the last; empty if it cannot stop early."""
    network, found = runner.model, []
    if not isinstance(network, MultiStagePoseEstimator):
        return []
    for stages in range(network.head.num_stages - 1, 0, -1):
        try:
            truncate_stages(network, stages)
        except ValueError:
            return []
        found.append(_as_floats(runner.test()))
    return found[::-1]


def _as_floats(metrics: dict) -> Dict[str, float]:
    return {key: float(value) for key, value in metrics.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('config')
    parser.add_argument('work_dir', type=Path)
    args = parser.parse_args()
    keep_imported()
    result = train_and_test(load_config(args.config), args.work_dir)
    whole = args.work_dir / 'result.json.part'
    whole.write_text(json.dumps(result, indent=1) + '\n')
    whole.rename(args.work_dir / 'result.json')


if __name__ == '__main__':
    main()

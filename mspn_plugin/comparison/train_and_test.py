"""One network, trained within a budget and tested, in a process of its own.

    python -m mspn_plugin.comparison.train_and_test CONFIG WORK_DIR

CONFIG is what :mod:`.budget` made; ``WORK_DIR/result.json`` is written when
all is done, and a run that was stopped goes on where it was.
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


def train_and_test(config: Config, work_dir: Path) -> dict:
    """Metrics of the whole network and of each of its stages.

    Args:
        config: To train, resumed from ``work_dir`` if anything is there.
        work_dir: Takes logs and checkpoints.

    Returns:
        ``metrics`` of the network, ``stages``, the same of each stage where
        it can stop early (the last is the network), and ``minutes``.
    """
    config.work_dir = str(work_dir)
    if (work_dir / 'last_checkpoint').exists():
        # its own, not the weights that the config may begin from
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
    """Of all stages but the last; none where stages are no alternatives."""
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
    result = train_and_test(load_config(args.config), args.work_dir)
    whole = args.work_dir / 'result.json.part'
    whole.write_text(json.dumps(result, indent=1) + '\n')
    whole.rename(args.work_dir / 'result.json')


if __name__ == '__main__':
    main()

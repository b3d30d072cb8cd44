"""Pose a folder in processes that are killed, then to the end.

    python -m tests.inference.killed_runs FOLDER OUT KILLS

The processes are forked by one that has posed nothing yet: libraries cannot
be used after a fork if their threads were running before.
"""

import os
import signal
import sys
from pathlib import Path

import numpy as np

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import Poser, pose_files
from mspn_plugin.inference.media import find_media


def fork(work, kill_at: int) -> int:
    """Exit code, or minus the signal, of a process that does ``work``.

    Args:
        work: What it does.
        kill_at: Number of the renaming of a file at which it is killed; 0:
            never.
    """
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    code = 1
    try:
        signal.alarm(600)
        replace, count = os.replace, [0]

        def counted(*arguments):
            count[0] += 1
            if count[0] == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            replace(*arguments)

        os.replace = counted
        work()
        code = 0
    finally:
        os._exit(code)


def main(folder: Path, out: Path, kills: int):
    poser = Poser(*map(shipped_config, (
        'mspn/quickstart.py', 'mspn/quickstart.pth')), whole=True,
        runtime='torch')
    paths = find_media([folder])

    def work():
        pose_files(poser, paths, out, folders=[folder], resume=True)

    chance = np.random.default_rng(0)
    for _ in range(kills):
        at = int(chance.integers(2, len(paths) // kills))
        assert fork(work, at) == -signal.SIGKILL
        assert not (out / 'people.json').exists()
    assert fork(work, 0) == 0


if __name__ == '__main__':
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))

"""Everything that needs a GPU, in calls of a few minutes.

    python projects/gpu/run.py --out work_dirs/gpu

Parity with the processor, the benchmark, and trainings. A call ends after
--minutes; call it again until it says that all is done. A step that was
stopped is started again; trainings continue from their last checkpoint. No
network is needed: people are rendered here.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List, NamedTuple

ROOT = Path(__file__).parents[2]
PHOTOGRAPHS = 'photographs/td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py'
RENDERED = 'mspn/td-hm_2xmspn18-w24_1xb32-6e_rendered-people-192x144.py'
#: Files without which the network for photographs cannot be trained.
PHOTOGRAPHS_DATA = ('data/lsp/movenet_thunder_on_lsp.npz',
                    'data/coco_people/train2017')
PARTS = ('inference', 'training', 'by_stages', 'by_input_size', 'by_people')
#: Calls after which a step that was stopped each time has failed.
ATTEMPTS = 3


class Step(NamedTuple):
    """A command that is run to its end.

    Attributes:
        name: Of its line in ``state.json`` and of its log.
        command: The program and its arguments.
        continues: Whether it continues where it was stopped; otherwise it
            fails after ``ATTEMPTS`` calls.
    """
    name: str
    command: List[str]
    continues: bool = False


def steps(out: Path, device: str, *, toy: bool) -> List[Step]:
    """All steps, the shortest first.

    Args:
        out: Folder of the results.
        device: Device of PyTorch.
        toy: Whether to do as little as possible of each.
    """
    found = [Step('parity', [
        sys.executable, str(ROOT / 'projects/gpu/parity.py'), '--device',
        device, '--json', str(out / 'parity.json'), *['--toy'][:toy]])]
    amount = ['--rounds', '1', '--batches', '1', '--stages', '1', '--ways',
              'deployed'] if toy \
        else ['--batches', '1', '8', '32', '128']
    for part in PARTS[:1] if toy else PARTS:
        found.append(Step(f'benchmark_{part}', _tool(
            'benchmark', '--device', device, '--parts', part, *amount,
            '--json', str(out / f'benchmark_{part}.json'))))
    found.append(_training('rendered', RENDERED, out, toy=toy))
    missing = [name for name in PHOTOGRAPHS_DATA if not (ROOT / name).exists()]
    if missing:
        print(f'photographs: not trained, there is no {missing[0]}')
    elif not toy:
        found.append(_training(
            'photographs', PHOTOGRAPHS, out, toy=False,
            options=[f'load_from={ROOT / "configs/photographs/people.pth"}']))
    return found


def _tool(name: str, *arguments: str) -> List[str]:
    return [sys.executable, '-m', f'mspn_plugin.tools.{name}', *arguments]


def _training(name: str, config: str, out: Path, *, toy: bool,
              options: List[str] = ()) -> Step:
    """A training with a checkpoint every 100 iterations."""
    hook = 'default_hooks.checkpoint'
    options = [*options, f'{hook}.by_epoch=False', f'{hook}.interval=100']
    if toy:
        options += [
            'train_cfg.max_epochs=1', 'train_dataloader.batch_size=2',
            f'{hook}.interval=1', 'train_dataloader.dataset.num_images=4',
            'val_dataloader.dataset.num_images=2',
            f'train_dataloader.dataset.data_root={out}/people',
            f'val_dataloader.dataset.data_root={out}/people',
            f'val_evaluator.ann_file={out}/people/val.json']
    return Step(f'train_{name}', _tool(
        'train', str(ROOT / 'configs' / config), '--work-dir',
        str(out / name), '--resume', '--cfg-options', *options),
        continues=True)


def run(todo: List[Step], out: Path, *, seconds: float) -> Dict[str, dict]:
    """Run steps until all are done or the time is over.

    Args:
        todo: The steps, in their order.
        out: Folder of ``state.json`` and of the logs.
        seconds: For all steps of this call.

    Returns:
        By step: ``seconds`` so far, ``calls``, and ``code``: None if it is
        not finished, else its exit code.
    """
    file, end = out / 'state.json', time.monotonic() + seconds
    state = json.loads(file.read_text()) if file.exists() else {}
    for step in todo:
        row = state.setdefault(step.name, dict(seconds=0, calls=0, code=None))
        if row['code'] is not None:
            continue
        start = time.monotonic()
        row['code'] = _run_until(step.command, out / f'{step.name}.log', end)
        row['seconds'] = round(row['seconds'] + time.monotonic() - start, 1)
        row['calls'] += 1
        stopped = row['code'] is None
        if stopped and not step.continues and row['calls'] == ATTEMPTS:
            row['code'] = 124  # as of timeout(1)
        file.write_text(json.dumps(state, indent=1) + '\n')
        print(f'{step.name}: {row}', flush=True)
        if stopped:
            break
    return {step.name: state[step.name] for step in todo
            if step.name in state}


def _run_until(command: List[str], log: Path, end: float):
    """Exit code of a command, or None if it was stopped at ``end``."""
    with open(log, 'ab') as file:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, 'PYTHONPATH': os.pathsep.join(
                filter(None, (str(ROOT), os.environ.get('PYTHONPATH'))))})
        try:
            return process.wait(max(0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            return None
        finally:  # its loaders, too; also after Ctrl-C
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', type=Path, default=Path('work_dirs/gpu'))
    parser.add_argument('--device', default='cuda')
    parser.add_argument('--minutes', type=float, default=9,
                        help='time of this call (default: %(default)s)')
    parser.add_argument('--toy', action='store_true',
                        help='as little as possible of each step')
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    todo = steps(args.out.resolve(), args.device, toy=args.toy)
    state = run(todo, args.out, seconds=60 * args.minutes)
    codes = [state.get(step.name, {}).get('code') for step in todo]
    failed = [step.name for step, code in zip(todo, codes) if code]
    if None in codes:
        print(f'{codes.count(None)} of {len(todo)} steps are left: call it '
              'again.')
    elif not failed:
        print('All is done.')
    if failed:
        sys.exit(f'Failed, see the logs in {args.out}: {", ".join(failed)}')


if __name__ == '__main__':
    main()

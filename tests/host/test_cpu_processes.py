"""Two processes give the results of one."""

import json
import multiprocessing
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dist import init_dist
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.host.cpu_processes import CPUCompatibleDataParallel
from tests.conftest import build, samples, tiny_config
from tests.engine.small_run import small_run

PEOPLE = 5  # pictures; not a multiple of the ranks


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 6)
    render_split(root, 'val', PEOPLE)
    return root


def on_ranks(world: int, port: int, target, *args):
    """Start one process per rank, as the launcher does."""
    context = multiprocessing.get_context('forkserver')
    context.set_forkserver_preload(['tests.engine.small_run'])
    ranks = [
        context.Process(target=joined, args=(r, world, port, target, *args))
        for r in range(world)
    ]
    for process in ranks:
        process.start()
    for process in ranks:
        process.join()
    assert [process.exitcode for process in ranks] == [0] * world


def joined(rank: int, world: int, port: int, target, *args):
    torch.set_num_threads(1)
    init_default_scope('mmpose')
    if world > 1:
        os.environ.update(
            RANK=str(rank), LOCAL_RANK=str(rank), WORLD_SIZE=str(world),
            MASTER_ADDR='127.0.0.1', MASTER_PORT=str(port))
        init_dist('pytorch', backend='nccl')  # mmpose's default: no GPU here
    target(rank, world, *args)


def gradients(rank: int, world: int, folder: str):
    """Gradients of one batch of six, divided among the ranks."""
    torch.manual_seed(0)
    config = Config(tiny_config(2))
    config.merge_from_dict({
        f'{part}.norm_cfg': dict(type='ProcessBN')
        for part in ('backbone', 'neck.encoder', 'neck.decoder',
                     'neck.aggregation', 'head.predictor')
    })
    model = build(config).double().train()
    pictures = torch.randn(6, 3, 96, 64).double()
    data = samples(60 * torch.rand(6, 17, 2).double(),
                   torch.ones(6, 17).double())
    mine = slice(rank, None, world)
    network = model
    if world > 1:
        network = CPUCompatibleDataParallel(
            model, device_ids=[rank], broadcast_buffers=False)
    losses = network(pictures[mine], data[mine], mode='loss')
    loss = sum(v for k, v in losses.items() if 'loss' in k)
    loss.backward()
    if world > 1:
        torch.distributed.all_reduce(loss := loss.detach())
    torch.save(
        dict(
            loss=loss.detach() / world,
            gradients={k: p.grad for k, p in model.named_parameters()},
            buffers=dict(model.named_buffers())),
        f'{folder}/{world}_{rank}.pth')


def test_loss_gradients_and_norms_are_those_of_the_whole_batch(tmp_path):
    on_ranks(1, 0, gradients, str(tmp_path))
    on_ranks(2, 29517, gradients, str(tmp_path))
    whole = torch.load(tmp_path / '1_0.pth')
    assert any('norm' in k or 'bn' in k for k in whole['gradients'])
    for rank in range(2):
        part = torch.load(tmp_path / f'2_{rank}.pth')
        torch.testing.assert_close(part, whole, rtol=1e-9, atol=1e-9)


def evaluate(rank: int, world: int, folder: str, people: str):
    """Evaluate with the runner, and record every person."""
    config = Config.fromfile(Path('configs/mspn/quickstart.py'))
    config.work_dir = f'{folder}/{world}'
    config.launcher = 'pytorch' if world > 1 else 'none'
    config.test_dataloader.update(
        num_workers=0, batch_size=2, persistent_workers=False)
    config.test_dataloader.dataset.update(data_root=people, num_images=PEOPLE)
    config.test_evaluator.ann_file = f'{people}/val.json'
    config.test_evaluator.outfile_prefix = f'{folder}/{world}'
    metrics = Runner.from_cfg(config).test()
    if rank == 0:
        Path(folder, f'{world}.json').write_text(json.dumps(metrics))


def test_evaluation_counts_every_person_once(people, tmp_path):
    for world, port in ((1, 0), (2, 29518)):
        on_ranks(world, port, evaluate, str(tmp_path), str(people))
    one, two = (
        json.loads((tmp_path / f'{world}.json').read_text())
        for world in (1, 2))
    assert one == pytest.approx(two, abs=1e-9)
    one, two = (people_found(tmp_path / f'{w}.keypoints.json') for w in (1, 2))
    annotations = json.loads((people / 'val.json').read_text())['annotations']
    assert len(one) == len(annotations)
    # rounding depends on the batch
    np.testing.assert_allclose(one, two, atol=1e-2)


def people_found(path: Path) -> np.ndarray:
    """One sorted row per person: the picture, then the keypoints."""
    return np.array(
        sorted([person['image_id'], *person['keypoints']]
               for person in json.loads(path.read_text())))


def train(rank: int, world: int, folder: str, people: str, optimizer: dict):
    config = small_run(Path(folder), Path(people), workers=0)
    config.optim_wrapper.optimizer = optimizer
    # mmengine saves on one rank, which has only a part of the optimiser
    config.default_hooks.checkpoint.save_optimizer = False
    config.launcher = 'pytorch' if world > 1 else 'none'
    config.train_cfg.max_epochs = 1
    Runner.from_cfg(config).train()


def test_the_runner_trains_on_two_and_shares_the_optimiser(people, tmp_path):
    """ZeRO: each rank has half of Adam's state; the result is the same."""
    states = []
    for kind, name in (
            (dict(type='Adam', lr=1e-3), 'whole'),
            (dict(type='ZeroRedundancyOptimizer', optimizer_type='Adam',
                  lr=1e-3), 'shared')):
        on_ranks(2, 29519 + len(states), train, str(tmp_path / name),
                 str(people), kind)
        states.append(
            torch.load(tmp_path / name / 'epoch_1.pth', weights_only=False))
    one_rank = len(json.loads((people / 'train.json').read_text())[
        'annotations']) / 2
    assert states[0]['meta']['iter'] == -(-one_rank // 4)
    for key, value in states[0]['state_dict'].items():
        torch.testing.assert_close(value, states[1]['state_dict'][key])

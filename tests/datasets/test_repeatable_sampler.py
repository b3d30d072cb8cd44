import copy
import pickle
import random
from itertools import islice
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from mspn_plugin.datasets.repeatable_sampler import (
    RepeatableSampler,
    SeedAugmentation,
    SeededIndex,
)
from mspn_plugin.engine.resume import RandomStateHook, SeekingIterLoop


def draws(index) -> tuple:
    SeedAugmentation()(dict(sample_idx=index))
    return np.random.rand(), random.random()


def test_a_pickled_index_keeps_its_seed():
    index = SeededIndex(5, 77)
    for other in (pickle.loads(pickle.dumps(index)), copy.deepcopy(index)):
        assert other == 5 and other.seed == 77
    assert [10, 20, 30, 40, 50, 60][index] == 60


def test_the_same_picture_is_augmented_alike_in_an_epoch_and_not_in_another():
    seen = []
    for epoch in (0, 0, 1):
        sampler = RepeatableSampler(range(6), seed=3)
        sampler.set_epoch(epoch)
        seen.append({int(i): draws(i) for i in sampler})
    assert seen[0] == seen[1]
    assert all(seen[0][i] != seen[2][i] for i in range(6))
    assert len(set(seen[0].values())) == 6
    other = {int(i): draws(i) for i in RepeatableSampler(range(6), seed=4)}
    assert all(seen[0][i] != other[i] for i in range(6))


def test_start_from_applies_to_one_epoch():
    sampler = RepeatableSampler(range(10), seed=0)
    whole = list(sampler)
    sampler.start_from(4)
    assert list(sampler) == whole[4:]
    assert list(sampler) == whole
    assert len(sampler) == 10


def batches(iteration: int, count: int) -> list:
    """Batches of the loop; an epoch has three."""
    loop = object.__new__(SeekingIterLoop)
    sampler = RepeatableSampler(range(12), seed=0)
    loop.dataloader = DataLoader(range(12), sampler=sampler, batch_size=4)
    found = islice(loop._batches(iteration), count)
    return [batch.tolist() for batch in found]


def test_the_loop_resumes_at_any_batch():
    whole = batches(0, 9)
    epochs = [sum(whole[i:i + 3], []) for i in (0, 3, 6)]
    assert all(sorted(epoch) == list(range(12)) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]
    for iteration in range(9):
        assert batches(iteration, 9 - iteration) == whole[iteration:]


def test_the_loop_names_the_sampler_that_it_needs():
    loop = object.__new__(SeekingIterLoop)
    loop.dataloader = DataLoader(range(4))
    with pytest.raises(ValueError, match='RepeatableSampler, got Sequential'):
        next(loop._batches(0))


def test_without_a_seeded_index_nothing_is_seeded():
    np.random.seed(1)
    expected = np.random.rand()
    np.random.seed(1)
    SeedAugmentation()(dict(sample_idx=3))
    SeedAugmentation()({})
    assert np.random.rand() == expected


def test_random_state_and_the_samplers_seed_are_resumed():
    """mmengine builds the sampler before it knows the seed."""
    sampler = RepeatableSampler(range(4), seed=11)
    runner = SimpleNamespace(
        _resume=True, seed=5, train_dataloader=SimpleNamespace(
            sampler=sampler))
    hook, checkpoint = RandomStateHook(), {}
    hook.before_save_checkpoint(runner, checkpoint)
    expected = np.random.rand(), random.random(), torch.rand(1)
    np.random.rand(7), random.random(), torch.rand(9)

    hook.after_load_checkpoint(runner, checkpoint)
    hook.before_train(runner)
    assert (np.random.rand(), random.random(), torch.rand(1)) == expected
    assert sampler.seed == 5

    runner._resume = False  # weights alone, by `load_from`
    other = RandomStateHook()
    other.after_load_checkpoint(runner, checkpoint)
    other.before_train(runner)
    assert (np.random.rand(), random.random(), torch.rand(1)) != expected

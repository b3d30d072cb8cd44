"""Augmentation that depends only on the seed, the epoch and the picture.

The random streams of stock workers restart when a run is resumed, and depend
on the number of workers and processes. Here the sampler attaches a seed to
each index, and the pipeline uses it.
"""

import random
from itertools import islice
from typing import Iterator, Tuple

import numpy as np
from mmcv.transforms import BaseTransform
from mmengine.dataset import DefaultSampler
from mmengine.registry import DATA_SAMPLERS
from mmpose.registry import TRANSFORMS


class SeededIndex(int):
    """An index into a data set, with a seed for its augmentation."""

    seed: int

    def __new__(cls, index: int, seed: int):
        self = super().__new__(cls, index)
        self.seed = seed
        return self

    # ConcatDataset shifts an index, RepeatDataset takes it modulo the length
    def __sub__(self, other: int) -> 'SeededIndex':
        return SeededIndex(int(self) - other, self.seed)

    def __mod__(self, other: int) -> 'SeededIndex':
        return SeededIndex(int(self) % other, self.seed)

    def __getnewargs__(self) -> Tuple[int, int]:
        return int(self), self.seed


@DATA_SAMPLERS.register_module()
class RepeatableSampler(DefaultSampler):
    """The stock sampler with seeded indices and a start position.

    Args:
        stock: Arguments of :class:`mmengine.dataset.DefaultSampler`.

    Examples:
        >>> sampler = RepeatableSampler(range(4), shuffle=True, seed=0)
        >>> first = list(sampler)
        >>> list(sampler) == first, sorted(first)
        (True, [0, 1, 2, 3])
    """

    def __init__(self, *args, **stock):
        super().__init__(*args, **stock)
        self._start = 0

    def start_from(self, sample: int):
        """Skip the first samples of this process in the next epoch only.

        Args:
            sample: Number of samples to skip.
        """
        self._start = sample

    def __iter__(self) -> Iterator[SeededIndex]:
        start, self._start = self._start, 0
        for index in islice(super().__iter__(), start, None):
            entropy = np.random.SeedSequence([self.seed, self.epoch, index])
            yield SeededIndex(index, int(entropy.generate_state(1)[0]))


@TRANSFORMS.register_module()
class SeedAugmentation(BaseTransform):
    """Seeds the random generators of the transforms after it.

    Place it before the first random transform. Without a
    :class:`RepeatableSampler` it changes nothing.
    """

    def transform(self, results: dict) -> dict:
        """Seed the generators; return ``results`` unchanged."""
        seed = getattr(results.get('sample_idx'), 'seed', None)
        if seed is not None:
            random.seed(seed)
            np.random.seed(seed)
        return results

"""Augmentation that depends on the seed, the epoch and the picture alone.

Stock workers draw from streams that begin anew when a run is resumed, and
that another number of workers or processes shares out differently. Here an
index brings its own seed from the sampler to the pipeline.
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
    """An index into a dataset that knows what to seed its augmentation by."""

    seed: int

    def __new__(cls, index: int, seed: int):
        self = super().__new__(cls, index)
        self.seed = seed
        return self

    # a data set of data sets shifts an index, and repeats it
    def __sub__(self, other: int) -> 'SeededIndex':
        return SeededIndex(int(self) - other, self.seed)

    def __mod__(self, other: int) -> 'SeededIndex':
        return SeededIndex(int(self) % other, self.seed)

    def __getnewargs__(self) -> Tuple[int, int]:
        return int(self), self.seed


@DATA_SAMPLERS.register_module()
class RepeatableSampler(DefaultSampler):
    """The stock sampler, with seeded indices and a place to start from.

    Args:
        stock: What :class:`mmengine.dataset.DefaultSampler` takes.
    """

    def __init__(self, *args, **stock):
        super().__init__(*args, **stock)
        self._start = 0

    def start_from(self, sample: int):
        """The next pass, and it alone, leaves this process's first ones out.

        Args:
            sample: Samples of this process to leave out.
        """
        self._start = sample

    def __iter__(self) -> Iterator[SeededIndex]:
        start, self._start = self._start, 0
        for index in islice(super().__iter__(), start, None):
            entropy = np.random.SeedSequence([self.seed, self.epoch, index])
            yield SeededIndex(index, int(entropy.generate_state(1)[0]))


@TRANSFORMS.register_module()
class SeedAugmentation(BaseTransform):
    """Seeds what the transforms behind it draw from.

    It goes before the first random transform. Without a
    :class:`RepeatableSampler` it changes nothing.
    """

    def transform(self, results: dict) -> dict:
        """``results``, as they came."""
        seed = getattr(results.get('sample_idx'), 'seed', None)
        if seed is not None:
            random.seed(seed)
            np.random.seed(seed)
        return results

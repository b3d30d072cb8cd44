"""Batches of pictures that are in memory together."""

from typing import Iterable, Iterator, List, TypeVar

T = TypeVar('T')
MAX_PIXELS = 32_000_000  # of a batch


def batches(sources: Iterable[T], size: int) -> Iterator[List[T]]:
    """Yield batches of at most ``size`` pictures and :data:`MAX_PIXELS`.

    A picture that is larger is a batch of its own. A full batch is yielded
    before the next picture is read.

    Args:
        sources: Each has a ``picture``, (H, W, 3).
        size: Pictures of a batch.
    """
    batch, pixels = [], 0
    for source in sources:
        height, width = source.picture.shape[:2]
        if batch and pixels + height * width > MAX_PIXELS:
            yield batch
            batch, pixels = [], 0
        batch.append(source)
        pixels += height * width
        if len(batch) == size:
            yield batch
            batch, pixels = [], 0
    if batch:
        yield batch

"""Compute the next items of an iterable while one is used."""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Iterable, Iterator, TypeVar

T = TypeVar('T')


@contextmanager
def prefetched(items: Iterable[T], size: int = 1) -> Iterator[Iterator[T]]:
    """Open an iterator whose next items are computed in another thread.

    It starts when the first item is asked for. An error is raised where its
    item would have been. Leaving the context waits for the item that is being
    computed and cancels the others.

    Args:
        items: In the order of the results.
        size: Items to compute in advance; 0: none, and without a thread.
    """
    if not size:
        yield iter(items)
        return
    pool = ThreadPoolExecutor(1)
    try:
        yield _in_order(pool, iter(items), size)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(pool: ThreadPoolExecutor, items: Iterator[T],
              size: int) -> Iterator[T]:
    end = object()
    coming = deque(pool.submit(next, items, end) for _ in range(size))
    while (item := coming.popleft().result()) is not end:
        coming.append(pool.submit(next, items, end))
        yield item

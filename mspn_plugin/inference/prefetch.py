"""Compute the next item of an iterable while one is used."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Iterable, Iterator, TypeVar

T = TypeVar('T')


@contextmanager
def prefetched(items: Iterable[T]) -> Iterator[Iterator[T]]:
    """Open an iterator whose next item is computed in another thread.

    It starts when the first item is asked for. An error is raised where its
    item would have been. Leaving the context waits for the item that is being
    computed.

    Args:
        items: In the order of the results.
    """
    with ThreadPoolExecutor(1) as pool:
        yield _one_ahead(pool, iter(items))


def _one_ahead(pool: ThreadPoolExecutor, items: Iterator[T]) -> Iterator[T]:
    end = object()
    coming = pool.submit(next, items, end)
    while (item := coming.result()) is not end:
        coming = pool.submit(next, items, end)
        yield item

"""Items that are computed in another thread, in advance."""

import threading
from itertools import count, islice

import pytest

from mspn_plugin.inference.prefetch import prefetched

TIMEOUT = 60  # seconds; of a wait that succeeds at once


@pytest.mark.parametrize('number', (0, 1, 5))
def test_the_items_are_the_same(number):
    with prefetched(range(number)) as items:
        assert list(items) == list(range(number))


def test_one_item_is_computed_while_another_is_used():
    """No more: the third is not begun before the second is asked for."""
    computed = threading.Semaphore(0)

    def numbers():
        for number in range(3):
            computed.release()
            yield number

    with prefetched(numbers()) as items:
        assert next(items) == 0
        assert computed.acquire(timeout=TIMEOUT)
        assert computed.acquire(timeout=TIMEOUT)
        assert not computed.acquire(timeout=.05)
        assert list(items) == [1, 2]


def test_they_are_computed_by_one_other_thread():
    with prefetched(threading.get_ident() for _ in range(4)) as items:
        found = set(items)
    assert len(found) == 1 and threading.get_ident() not in found


@pytest.mark.parametrize('error', (ValueError, KeyboardInterrupt))
def test_an_error_is_raised_in_the_place_of_its_item(error):
    def numbers():
        yield from range(3)
        raise error('no fourth')

    found = []
    with pytest.raises(error, match='no fourth'), \
            prefetched(numbers()) as items:
        for item in items:
            found.append(item)  # noqa: PERF402  it ends with an error
    assert found == [0, 1, 2]


def test_leaving_ends_the_thread():
    before, computed = threading.active_count(), []
    with pytest.raises(RuntimeError), \
            prefetched(map(computed.append, count())) as items:
        for _ in islice(items, 2):
            pass
        raise RuntimeError
    assert threading.active_count() == before
    assert 2 <= len(computed) <= 3


def test_nothing_is_computed_before_it_is_asked_for():
    computed = []
    with prefetched(map(computed.append, count())):
        pass
    assert not computed


def test_one_can_be_the_source_of_another():
    def with_thread(pairs):
        for item, threads in pairs:
            yield item, [*threads, threading.get_ident()]

    with prefetched(with_thread((i, []) for i in range(5))) as first, \
            prefetched(with_thread(first)) as second:
        found = list(with_thread(second))
    assert [item for item, _ in found] == list(range(5))
    assert all(len(set(threads)) == 3 for _, threads in found)

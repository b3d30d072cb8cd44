"""Items that are computed in another thread, in advance."""

import threading
from itertools import count, islice

import pytest

from mspn_plugin.inference.prefetch import prefetched

TIMEOUT = 60  # seconds; of a wait that succeeds at once


@pytest.mark.parametrize('size', (0, 1, 2, 9))
@pytest.mark.parametrize('number', (0, 1, 5))
def test_the_items_are_the_same(size, number):
    with prefetched(range(number), size) as items:
        assert list(items) == list(range(number))


@pytest.mark.parametrize('size', (1, 3))
def test_so_many_items_are_computed_while_one_is_used(size):
    """No more: the next one would wait for ever."""
    computed, allowed = threading.Semaphore(0), threading.Semaphore(0)

    def numbers():
        for number in count():
            assert allowed.acquire(timeout=TIMEOUT)
            computed.release()
            yield number

    with prefetched(numbers(), size) as items:
        for used in range(3):
            for _ in range(1 + size if not used else 1):
                allowed.release()
            assert next(items) == used
            for _ in range(1 + size if not used else 1):
                assert computed.acquire(timeout=TIMEOUT)
        assert not computed.acquire(timeout=.05)
        allowed.release(size)  # leaving waits for what is being computed


def test_they_are_computed_by_one_other_thread():
    with prefetched((threading.get_ident() for _ in range(4)), 2) as items:
        found = set(items)
    assert len(found) == 1 and threading.get_ident() not in found
    with prefetched(threading.get_ident() for _ in range(4)) as items:
        assert set(items) != {threading.get_ident()}
    with prefetched((threading.get_ident() for _ in range(4)), 0) as items:
        assert set(items) == {threading.get_ident()}


@pytest.mark.parametrize('error', (ValueError, KeyboardInterrupt))
@pytest.mark.parametrize('size', (0, 1, 5))
def test_an_error_is_raised_in_the_place_of_its_item(size, error):
    def numbers():
        yield from range(3)
        raise error('no fourth')

    found = []
    with pytest.raises(error, match='no fourth'), \
            prefetched(numbers(), size) as items:
        for item in items:
            found.append(item)  # noqa: PERF402  it ends with an error
    assert found == [0, 1, 2]


@pytest.mark.parametrize('size', (0, 1, 5))
def test_leaving_ends_the_thread(size):
    before, computed = threading.active_count(), []
    with pytest.raises(RuntimeError), \
            prefetched(map(computed.append, count()), size) as items:
        for _ in islice(items, 2):
            pass
        raise RuntimeError
    assert threading.active_count() == before
    assert 2 <= len(computed) <= 2 + size


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

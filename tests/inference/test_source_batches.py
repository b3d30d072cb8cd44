import numpy as np
import pytest

from mspn_plugin.inference import source_batches
from mspn_plugin.inference.source_batches import batches
from mspn_plugin.inference.sources import Source


@pytest.mark.parametrize('pixels, sizes', [
    ([4, 4, 4], [2, 1]), ([9, 9], [1, 1]), ([], []),
    ([4, 6, 4], [2, 1]), ([4, 7, 3], [1, 2]), ([2, 99, 2], [1, 1, 1]),
])
def test_pictures_and_pixels_are_limited(pixels, sizes, monkeypatch):
    """To two pictures and ten pixels."""
    monkeypatch.setattr(source_batches, 'MAX_PIXELS', 10)
    sources = [Source(np.zeros((1, n, 3), np.uint8)) for n in pixels]
    found = list(batches(iter(sources), 2))
    assert [len(batch) for batch in found] == sizes
    assert [id(x) for batch in found for x in batch] == list(map(id, sources))


def test_a_full_batch_does_not_wait_for_the_next_picture():
    sources = iter([Source(np.zeros((1, 1, 3), np.uint8))] * 3)
    assert len(next(batches(sources, 2))) == 2 and len(list(sources)) == 1

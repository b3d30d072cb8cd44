import cv2
import numpy as np
import pytest

from mspn_plugin.datasets.lsp_dataset import SPLITS
from mspn_plugin.datasets.lsp_near_duplicates import (
    MAX_BITS,
    Pair,
    training_numbers,
)
from mspn_plugin.datasets.lsp_near_test import NEAR_TEST
from mspn_plugin.datasets.perceptual_hash import (
    BITS,
    hamming_distances,
    perceptual_hash,
)


def scene(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 256, (9, 7, 3), np.uint8)
    return cv2.resize(noise, (120, 160), interpolation=cv2.INTER_CUBIC)


def test_bits_are_counted():
    a = np.zeros((2, BITS), bool)
    b = np.zeros((3, BITS), bool)
    b[1, :7] = True
    b[2] = True
    np.testing.assert_array_equal(hamming_distances(a, b), [[0, 7, BITS]] * 2)


def test_half_of_the_bits_are_set():
    assert perceptual_hash(scene(0)).sum() == BITS // 2


def test_hashes_survive_scaling_compression_and_brightness():
    picture = scene(1)
    jpeg = cv2.imdecode(
        cv2.imencode('.jpg', picture, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], 1)
    changed = [cv2.resize(picture, (70, 200)), jpeg,
               (picture * .6 + 40).astype(np.uint8)]
    alike = hamming_distances(
        perceptual_hash(picture)[None],
        np.array([perceptual_hash(x) for x in changed]))
    assert alike.max() <= MAX_BITS
    others = np.array([perceptual_hash(scene(i)) for i in range(2, 40)])
    assert hamming_distances(perceptual_hash(picture)[None],
                             others).min() > MAX_BITS


def test_a_training_picture_near_two_is_listed_once():
    pairs = [Pair('train', 3, 1001, 5), Pair('train', 3, 1002, 9),
             Pair('extended', 1, 1001, 9)]
    assert training_numbers(pairs) == dict(train=(3, ), extended=(1, ))


@pytest.mark.parametrize('split', NEAR_TEST)
def test_the_list_equals_the_similar_pictures(lsp_root, split):
    """Every listed picture, and two hundred others."""
    def hashed(split, numbers):
        folder, name, *_ = SPLITS[split]
        pictures = [cv2.imread(str(lsp_root / folder / 'images' /
                                   name.format(n)), 0) for n in numbers]
        return (np.array([perceptual_hash(x) for x in pictures]),
                np.array([perceptual_hash(x[:, ::-1]) for x in pictures]))

    tests = hashed('test', range(1001, 2001))
    near, _ = hashed(split, NEAR_TEST[split])
    bits = np.minimum(*(hamming_distances(near, test)
                        for test in tests)).min(1)
    assert bits.max() <= MAX_BITS and len(bits) == len(NEAR_TEST[split])
    others = sorted(set(range(1, 201)) - set(NEAR_TEST[split]))
    far, _ = hashed(split, others)
    assert np.minimum(*(hamming_distances(far, test)
                        for test in tests)).min() > MAX_BITS

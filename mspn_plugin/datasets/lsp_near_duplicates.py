"""Training pictures of LSP and LSP-extended that resemble test pictures."""

from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

import cv2
import numpy as np
from mmengine.utils import track_iter_progress

from .lsp_dataset import SPLITS
from .perceptual_hash import BITS, hamming_distances, perceptual_hash

#: Pictures are similar if their hashes differ in at most this many bits.
MAX_BITS = BITS // 3


class Pair(NamedTuple):
    """A training picture and a test picture that resemble each other.

    Attributes:
        split: Split of the training picture.
        number: Number of the training picture, as in its file name.
        test: Number of the test picture.
        bits: Number of bits in which their hashes differ.
    """
    split: str
    number: int
    test: int
    bits: int


def hash_split(root: Path, split: str) -> Tuple[np.ndarray, np.ndarray]:
    """Hash all pictures of a split.

    Returns:
        (N, BITS) of the pictures, and of their mirror images.

    Raises:
        FileNotFoundError: A picture is missing or cannot be read.
    """
    folder, name, part, _ = SPLITS[split]
    hashes: List[np.ndarray] = []
    mirrored: List[np.ndarray] = []
    for number in track_iter_progress(range(part.start + 1, part.stop + 1)):
        path = root / folder / 'images' / name.format(number)
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            raise FileNotFoundError(f'{path} is missing or not a picture.')
        hashes.append(perceptual_hash(picture))
        mirrored.append(perceptual_hash(picture[:, ::-1]))
    return np.array(hashes), np.array(mirrored)


def find_near_pairs(root: Path) -> List[Pair]:
    """Find all similar pairs, the most similar first.

    Args:
        root: Folder with ``lsp_dataset/`` and ``lspet_dataset/``.
    """
    tests = hash_split(root, 'test')
    first = SPLITS['test'][2].start + 1
    pairs = []
    for split in ('train', 'extended'):
        trained, _ = hash_split(root, split)
        bits = np.minimum(*(hamming_distances(t, trained) for t in tests))
        pairs += [
            Pair(split, int(j) + 1, int(i) + first, int(bits[i, j]))
            for i, j in zip(*np.nonzero(bits <= MAX_BITS))
        ]
    return sorted(pairs, key=lambda pair: (pair.bits, pair))


def training_numbers(pairs: List[Pair]) -> Dict[str, tuple]:
    """Numbers of the training pictures of the pairs, by split."""
    return {
        split: tuple(sorted({p.number for p in pairs if p.split == split}))
        for split in ('train', 'extended')
    }

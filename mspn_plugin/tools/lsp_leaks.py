"""Training pictures of LSP and LSP-extended that resemble test pictures.

    python -m mspn_plugin.tools.lsp_leaks data/lsp

Prints every pair whose perceptual hashes differ in at most a third of their
bits, the test picture as it is or mirrored, and whether the list of training
pictures is the one that LSPDataset(near_test=False) leaves out.
"""

import argparse
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

import cv2
import numpy as np
from mmengine.utils import track_iter_progress

from mspn_plugin.datasets.lsp_dataset import SPLITS
from mspn_plugin.datasets.lsp_near_test import NEAR_TEST
from mspn_plugin.datasets.perceptual_hash import (
    BITS,
    hamming_distances,
    perceptual_hash,
)
from mspn_plugin.tools.cli_errors import cli_errors

NEAR = BITS // 3


class Pair(NamedTuple):
    """``test`` and ``number`` are the pictures' names in their folders."""
    split: str
    number: int
    test: int
    bits: int


def hashes(root: Path, split: str) -> Tuple[np.ndarray, np.ndarray]:
    """Of all pictures of a split, as they are and mirrored: (N, BITS)."""
    folder, name, part, _ = SPLITS[split]
    found: List[List[np.ndarray]] = [[], []]
    for number in track_iter_progress(range(part.start + 1, part.stop + 1)):
        path = root / folder / 'images' / name.format(number)
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            raise FileNotFoundError(f'{path} is missing or no picture.')
        found[0].append(perceptual_hash(picture))
        found[1].append(perceptual_hash(picture[:, ::-1]))
    return np.array(found[0]), np.array(found[1])


def near_pairs(root: Path) -> List[Pair]:
    """All pairs, the nearest first."""
    tests = hashes(root, 'test')
    first = SPLITS['test'][2].start + 1
    pairs = []
    for split in ('train', 'extended'):
        trained, _ = hashes(root, split)
        bits = np.minimum(*(hamming_distances(test, trained)
                            for test in tests))
        pairs += [
            Pair(split, int(j) + 1, int(i) + first, int(bits[i, j]))
            for i, j in zip(*np.nonzero(bits <= NEAR))
        ]
    return sorted(pairs, key=lambda pair: (pair.bits, pair))


def listed(pairs: List[Pair]) -> Dict[str, tuple]:
    """The training pictures of the pairs, a split."""
    return {
        split: tuple(sorted({p.number for p in pairs if p.split == split}))
        for split in ('train', 'extended')
    }


@cli_errors
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('root', type=Path)
    pairs = near_pairs(parser.parse_args().root)
    print()
    for pair in pairs:
        print(f'{pair.split:8} {pair.number:5}  test {pair.test:4}  '
              f'{pair.bits:3} of {BITS} bits')
    found = listed(pairs)
    count = {split: len(numbers) for split, numbers in found.items()}
    print(f'{count} pictures; the list in lsp_near_test.py is '
          f'{"the same" if found == NEAR_TEST else f"another: {found}"}')


if __name__ == '__main__':
    main()

"""List training pictures of LSP(-extended) that resemble test pictures.

    mspn lsp-leaks data/lsp

Prints each pair whose perceptual hashes differ in at most a third of their
bits. Mirrored test pictures are compared too. The last line says whether these
are the training pictures that LSPDataset(near_test=False) excludes.
"""

import argparse
from pathlib import Path

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('root', type=Path,
                        help='folder with lsp_dataset and lspet_dataset')
    return parser


@cli_errors
def main(argv=None):
    root = parse(build_parser(), argv).root
    from mspn_plugin.datasets.lsp_near_duplicates import (
        BITS,
        find_near_pairs,
        training_numbers,
    )
    from mspn_plugin.datasets.lsp_near_test import NEAR_TEST
    pairs = find_near_pairs(root)
    print()
    for pair in pairs:
        print(f'{pair.split:8} {pair.number:5}  test {pair.test:4}  '
              f'{pair.bits:3} of {BITS} bits')
    found = training_numbers(pairs)
    count = {split: len(numbers) for split, numbers in found.items()}
    print(f'{count} pictures; the list in lsp_near_test.py '
          f'{"is equal" if found == NEAR_TEST else f"differs: {found}"}')


if __name__ == '__main__':
    main()

"""A checkpoint to ship: weights alone, in half precision.

    python -m mspn_plugin.tools.publish work_dirs/x/epoch_9.pth OUT.pth

Vectors (norms, biases) stay in float32: they are small, and variances may be
smaller still. The SHA-256 of the result is printed.
"""

import argparse
import hashlib
from pathlib import Path

import torch
from mmengine.runner import CheckpointLoader

import mspn_plugin  # noqa: F401  its loader refuses anything but weights
from mspn_plugin.tools.cli_errors import cli_errors


def publish(source: str, target: str) -> str:
    """Write ``source``'s weights to ``target``.

    Args:
        source: A checkpoint of mmengine's.
        target: What to write.

    Returns:
        The SHA-256 of ``target``.
    """
    checkpoint = CheckpointLoader.load_checkpoint(source, map_location='cpu')
    weights = {
        key: value.half() if value.is_floating_point() and value.dim() > 1
        else value
        for key, value in checkpoint['state_dict'].items()
    }
    meta = checkpoint.get('meta', {})
    kept = {k: meta[k] for k in ('dataset_meta', 'epoch') if k in meta}
    torch.save(dict(meta=kept, state_dict=weights), target)
    return hashlib.sha256(Path(target).read_bytes()).hexdigest()


@cli_errors
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source')
    parser.add_argument('target')
    args = parser.parse_args()
    digest = publish(args.source, args.target)
    size = Path(args.target).stat().st_size / 1e6
    print(f'{args.target}: {size:.1f} MB, SHA-256 {digest}')


if __name__ == '__main__':
    main()

"""Patch a model of TensorFlow.js so that tf2onnx can read it.

    python projects/photographs/peers.py package/models/movenet-thunder.json \\
        patched/
    python -m tf2onnx.convert --tfjs patched/movenet-thunder.json \\
        --output movenet-thunder.onnx

The model lacks the argument types of its fused operations, which TensorFlow
2.12 and later need.
"""

import argparse
import json
import shutil
from pathlib import Path


def patch(source: Path, folder: Path) -> Path:
    """Copy the model to ``folder`` and add the types."""
    model = json.loads(source.read_text())
    for node in model['modelTopology']['node']:
        if node['op'].startswith('_Fused'):
            count = int(node['attr'].get('num_args', {}).get('i', 1))
            node['attr'].setdefault(
                'TArgs', {'list': {'type': ['DT_FLOAT'] * count}})
            node['attr'].setdefault('num_host_args', {'i': '0'})
    folder.mkdir(parents=True, exist_ok=True)
    for group in model['weightsManifest']:
        for name in group['paths']:
            shutil.copy(source.parent / name, folder / name)
    target = folder / source.name
    target.write_text(json.dumps(model))
    return target


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('source', type=Path, help="the model's JSON")
    parser.add_argument('folder', type=Path, help='of the copy')
    args = parser.parse_args()
    print(patch(args.source, args.folder))


if __name__ == '__main__':
    main()

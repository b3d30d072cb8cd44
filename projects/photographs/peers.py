"""Make a model of TensorFlow.js readable for tf2onnx.

    python projects/photographs/peers.py package/models/movenet-thunder.json \\
        patched/
    python -m tf2onnx.convert --tfjs patched/movenet-thunder.json \\
        --output movenet-thunder.onnx

The model names no types of its fused operations' arguments, which TensorFlow
since 2.12 asks for.
"""

import argparse
import json
import shutil
from pathlib import Path


def patch(source: Path, folder: Path) -> Path:
    """A copy of the model in ``folder``, with the types named."""
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

"""Read the weights of a TensorFlow.js graph model: JSON and raw arrays."""

import json
from pathlib import Path
from typing import Dict, Union

import numpy as np

#: Storage type of arrays without quantisation in the manifest.
DTYPES = dict(float32=np.float32, int32=np.int32, bool=np.bool_)


def read_weights(path: Union[str, Path]) -> Dict[str, np.ndarray]:
    """Read all arrays of a model by name.

    Args:
        path: Path of the model's JSON; binary files are in the same folder.

    Returns:
        Arrays in TensorFlow's layout; floats as float32.

    Raises:
        ValueError: The file is not such a model, or the length of its binary
            files is wrong.
    """
    model = json.loads(Path(path).read_text())
    if 'weightsManifest' not in model:
        raise ValueError(f'{path} is not a model of TensorFlow.js: it has no '
                         'weightsManifest.')
    found = {}
    for group in model['weightsManifest']:
        data = b''.join((Path(path).parent / name).read_bytes()
                        for name in group['paths'])
        start = 0
        for entry in group['weights']:
            stored = np.dtype(
                entry.get('quantization', {}).get('dtype')
                or DTYPES[entry['dtype']])
            stop = start + stored.itemsize * int(np.prod(entry['shape']))
            if stop > len(data):
                raise ValueError(f'The arrays of {path} end before '
                                 f'{entry["name"]}.')
            array = np.frombuffer(data[start:stop], stored)
            found[entry['name']] = _restore(array, entry)
            start = stop
        if start != len(data):
            raise ValueError(f'{path} declares {start} bytes of arrays, its '
                             f'files have {len(data)}.')
    return found


def _restore(array: np.ndarray, entry: dict) -> np.ndarray:
    rule = entry.get('quantization', {})
    array = array.astype(DTYPES[entry['dtype']])
    if 'scale' in rule:  # integers: value = stored * scale + min
        array = array * rule['scale'] + rule['min']
    return array.reshape(entry['shape'])

"""Names of shipped pose networks, and what results say of a network."""

import hashlib
from pathlib import Path
from typing import Optional, Sequence, Tuple, Union

from ..engine.config import shipped_config
from .defaults import POSE, POSE_WITHOUT_TIMM, default_pose

#: Config and weights below ``configs``.
SHIPPED = {
    'people': POSE,
    'people-large': (
        'photographs/td-hm_2xmspn-movenet-thunder_1xb32-3e_people-256x192.py',
        'photographs/people-large.pth'),
    'lsp': POSE_WITHOUT_TIMM,
    'rendered-people': ('mspn/quickstart.py', 'mspn/quickstart.pth'),
}
#: Of weights that ship, by the name of their file.
LICENCES = {
    'people.pth': 'for research: trained on pictures of LSP and COCO',
    'people-large.pth': 'for research: trained on pictures of LSP and COCO',
    'lsp.pth': 'for research: trained on pictures of LSP',
    'person.pth': 'for research: trained on pictures of LSP',
    'quickstart.pth': 'Apache-2.0',
    'nanodet-g_person.onnx': 'Apache-2.0',
}

Source = Union[str, Path]


def find_network(config: Optional[Source] = None,
                 weights: Optional[Source] = None) -> Tuple[Source, Source]:
    """Find config and weights of a pose network.

    Args:
        config: One of :data:`SHIPPED`, or the path of a config; None: the
            default, see :func:`default_pose`.
        weights: Checkpoint, if ``config`` is a path.

    Raises:
        FileNotFoundError: There is no such name or config.
        ValueError: One is given without the other, or weights with a name.
    """
    if config is None:
        if weights is not None:
            raise ValueError(f'The weights {weights} are given without the '
                             'config of their network.')
        return default_pose()
    if str(config) in SHIPPED:
        if weights is not None:
            raise ValueError(
                f'The network {config} has weights of its own; {weights} '
                'needs a config: --pose CONFIG WEIGHTS.')
        config, weights = map(shipped_config, SHIPPED[str(config)])
        return config, weights
    if not Path(config).is_file():
        raise FileNotFoundError(
            f'There is no config {config}, and it is none of the names '
            f'{", ".join(SHIPPED)}.')
    if weights is None:
        raise ValueError(f'The config {config} is given without weights.')
    return config, weights


def describe(config: Source, weights: Optional[Source],
             ensemble: Sequence[Source] = ()) -> dict:
    """Names of the files, SHA-256 of the weights, licence if it is known.

    ``ensemble`` lists the same of more weights.
    """
    found = dict(config=Path(config).name)
    if weights is not None:
        found['weights'] = Path(weights).name
        if Path(weights).is_file():
            found['sha256'] = hashlib.sha256(
                Path(weights).read_bytes()).hexdigest()
        if Path(weights).name in LICENCES \
                and shipped_config('_base_').parent in Path(weights).parents:
            found['licence'] = LICENCES[Path(weights).name]
    if ensemble:
        found['ensemble'] = [describe(config, more) for more in ensemble]
    return found

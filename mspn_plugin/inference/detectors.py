"""Names of detectors -> config and weights."""

from importlib.util import find_spec
from pathlib import Path
from typing import Optional, Tuple, Union
from urllib.error import URLError

from mmdet.apis import init_detector
from mmengine.config import Config
from mmengine.hub import get_config
from mmengine.logging import MMLogger
from mmpose.utils import adapt_mmdet_pipeline
from torch import nn

from ..engine.config import shipped_config

#: Config and weights below ``configs``; an ONNX file is in its config.
SHIPPED = {
    'nanodet': ('detection/nanodet-g_416_coco-person.py', None),
    'person':
    ('detection/rtmdet_r18-w24_1xb32-2e_rendered-people-lsp-256.py',
     'detection/person.pth'),
}
#: Published for mmdet; the weights are downloaded.
PUBLISHED = {
    'rtmdet-tiny': 'rtmdet_tiny_8xb32-300e_coco',
    'rtmdet-s': 'rtmdet_s_8xb32-300e_coco',
    'rtmdet-m': 'rtmdet_m_8xb32-300e_coco',
    'rtmdet-l': 'rtmdet_l_8xb32-300e_coco',
}
DEFAULT = 'nanodet'
NAMES = (*SHIPPED, *PUBLISHED)

Source = Union[str, Path]
Found = Tuple[Source, Optional[Source]]


def find_detector(detector: Source,
                  weights: Optional[Source] = None) -> Found:
    """Config and weights of a detector.

    Without ONNX Runtime, ``nanodet`` is ``person``, and the log says so.

    Args:
        detector: One of ``NAMES``, or a config of mmdet's.
        weights: Of a config; a name has its own.

    Returns:
        Paths; the weights of a published one are a URL, those of a config
        that names an ONNX file are None.

    Raises:
        FileNotFoundError: No such name or config.
        ValueError: A name with weights, or a config without.
    """
    name = str(detector)
    if name not in NAMES:
        return _own(name, weights)
    if weights is not None:
        raise ValueError(f'{name} is the name of a detector and takes no '
                         f'weights; {weights} was given.')
    if name in PUBLISHED:
        config = get_config(f'mmdet::rtmdet/{PUBLISHED[name]}.py',
                            pretrained=True)
        return config.filename, config.model_path
    if name == 'nanodet' and find_spec('onnxruntime') is None:
        MMLogger.get_current_instance().warning(
            'onnxruntime is not installed: the detector is `person`, which '
            'finds fewer people, instead of `nanodet`.')
        name = 'person'
    config, weights = SHIPPED[name]
    return shipped_config(config), weights and shipped_config(weights)


def _own(config: str, weights: Optional[Source]) -> Found:
    if not Path(config).is_file():
        raise FileNotFoundError(
            f'{config} is neither a config nor one of {", ".join(NAMES)}.')
    if weights is None and 'OnnxFeatures' not in Path(config).read_text():
        raise ValueError(f'The detector {config} needs weights: say '
                         '--detector CONFIG WEIGHTS.')
    return config, weights


def open_detector(config: Source,
                  weights: Optional[Source] = None,
                  *,
                  device: str = 'cpu') -> nn.Module:
    """Open what :func:`find_detector` found, for TopDown.

    Raises:
        ConnectionError: The weights cannot be downloaded; the message has
            the command that fetches them elsewhere.
    """
    options = {} if weights is None else None  # mmdet looks for init_cfg
    try:
        detector = init_detector(
            Config.fromfile(config), weights and str(weights), device=device,
            cfg_options=options)
    except URLError as error:
        name = Path(config).stem
        raise ConnectionError(
            f'{weights} cannot be downloaded ({error.reason}). Where there is '
            f'a connection: mim download mmdet --config {name} --dest DIR; '
            f'then: --detector DIR/{name}.py DIR/{Path(str(weights)).name}'
        ) from error
    # its transforms are looked up in mmpose's scope from now on
    detector.cfg = adapt_mmdet_pipeline(detector.cfg)
    return detector

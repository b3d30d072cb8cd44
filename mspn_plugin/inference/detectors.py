"""Find the config and weights of a detector, and open it."""

import logging
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Optional, Tuple, Union
from urllib.error import URLError

from mmdet.apis import init_detector
from mmengine.config import Config
from mmengine.hub import get_config
from mmengine.logging import print_log
from mmpose.utils import adapt_mmdet_pipeline
from torch import nn

from ..engine.config import shipped_config
from ..engine.network import check_file

#: Config and weights below ``configs``.
SHIPPED = {
    'nanodet': ('detection/nanodet-g_416_coco-person.py',
                'detection/nanodet-g_person.onnx'),
    'person':
    ('detection/rtmdet_r18-w24_1xb32-2e_rendered-people-lsp-256.py',
     'detection/person.pth'),
}
#: Configs of mmdet; the weights are downloaded.
PUBLISHED = {
    'rtmdet-tiny': 'rtmdet/rtmdet_tiny_8xb32-300e_coco',
    'rtmdet-s': 'rtmdet/rtmdet_s_8xb32-300e_coco',
    'rtmdet-m': 'rtmdet/rtmdet_m_8xb32-300e_coco',
    'rtmdet-l': 'rtmdet/rtmdet_l_8xb32-300e_coco',
    'rtmdet-x': 'rtmdet/rtmdet_x_8xb32-300e_coco',
}
NAMES = (*SHIPPED, *PUBLISHED)
DEFAULT = 'nanodet'
DEFAULT_WITHOUT_ONNX = 'person'

Source = Union[str, Path]
Files = Tuple[Source, Optional[Source]]


def default_detector_name() -> str:
    """Return the name of the detector that is used if none is given.

    Without ONNX Runtime it finds fewer people, and a warning is logged.
    """
    if find_spec('onnxruntime') is not None:
        return DEFAULT
    print_log(
        f'onnxruntime is not installed: the default detector is '
        f'{DEFAULT_WITHOUT_ONNX}, which finds fewer people than {DEFAULT}. '
        'For the better one: pip install onnxruntime.',
        logger='current',
        level=logging.WARNING)
    return DEFAULT_WITHOUT_ONNX


def find_detector(detector: Optional[Source] = None,
                  weights: Optional[Source] = None) -> Files:
    """Return the config and the weights of a detector.

    Args:
        detector: One of ``NAMES``, or a config of mmdet's; None: the default.
        weights: Checkpoint of a config; a name has its own.

    Returns:
        Paths; the weights of a published detector are a URL.

    Raises:
        FileNotFoundError: There is no such name or config.
        ValueError: Weights are given without a config.
    """
    name = default_detector_name() if detector is None else str(detector)
    if name not in NAMES:
        if not Path(name).is_file():
            raise FileNotFoundError(
                f'There is no config {name}, and it is none of the names '
                f'{", ".join(NAMES)}.')
        return name, weights
    if weights is not None:
        raise ValueError(
            f'The detector {name} has weights of its own; {weights} needs a '
            'config: --detector CONFIG --detector-weights FILE.')
    if name in PUBLISHED:
        config = get_config(f'mmdet::{PUBLISHED[name]}.py', pretrained=True)
        return config.filename, config.model_path
    config, weights = SHIPPED[name]
    return shipped_config(config), shipped_config(weights)


def open_detector(config: Source,
                  weights: Optional[Source] = None,
                  *,
                  device: str = 'cpu') -> nn.Module:
    """Open a detector of :func:`find_detector`.

    Args:
        config: Config of mmdet.
        weights: A checkpoint; or an ONNX file, which may be in the config.
        device: Device of the detector.

    Raises:
        ValueError: The config needs weights and there are none.
        ForeignCheckpoint: The weights are for another network, or incomplete.
        ConnectionError: The weights cannot be downloaded; the message has
            the command for another machine.
    """
    loaded = Config.fromfile(config)
    in_onnx = loaded.model.backbone.type == 'OnnxFeatures'
    if in_onnx and weights is not None:
        loaded.model.backbone.path, weights = str(weights), None
    if weights is None and not in_onnx:
        raise ValueError(f'The detector {config} needs weights: --detector '
                         f'{config} --detector-weights FILE.')
    try:
        # mmdet warns of a detector without a checkpoint
        with warnings.catch_warnings(record=in_onnx):
            detector = init_detector(
                loaded, weights and str(weights), device=device)
    except URLError as error:
        raise ConnectionError(_download_by_hand(
            Path(config).stem, str(weights), error.reason)) from error
    if weights is not None:
        check_file(detector, weights)
    if in_onnx:
        detector.dataset_meta.update(loaded.test_dataloader.dataset.metainfo)
    # prefix its transforms: the default scope is mmpose's
    detector.cfg = adapt_mmdet_pipeline(detector.cfg)
    return detector


def _download_by_hand(name: str, url: str, reason: object) -> str:
    return (
        f'{url} cannot be downloaded ({reason}). Where there is a '
        f'connection: mim download mmdet --config {name} --dest DIR; then: '
        f'--detector DIR/{name}.py --detector-weights DIR/{Path(url).name}')

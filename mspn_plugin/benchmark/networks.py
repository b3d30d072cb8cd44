"""One network in every way to run it, all with the same weights."""

from importlib.util import find_spec
from pathlib import Path
from typing import Callable, Dict, List, Tuple

import torch
from mmpose.models import TopdownPoseEstimator
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from ..converters import to_ours
from ..converters.peer import ours, peer
from ..engine.machine import native_bfloat16

THEIRS = 'mmpose'
#: This package's estimator, with these options of ``deploy``.
DEPLOYED = {
    'here': None,
    'deployed': dict(),
    'compiled': dict(compile=True),
    'bfloat16': dict(dtype='bfloat16'),
    'compiled bfloat16': dict(dtype='bfloat16', compile=True)
}
ONNX = ('onnxruntime', 'int8')
ONNX_NEEDS = ('onnx', 'onnxscript', 'onnxruntime')  # the extra [export]
WAYS = (THEIRS, *DEPLOYED, *ONNX)
CALIBRATION = 8  # pictures: time does not depend on the scales
Size = Tuple[int, int]


def sensible(device: str = 'cpu') -> List[str]:
    """All ways but those that are no use on this machine."""
    ways = list(WAYS)
    if device == 'cpu' and not native_bfloat16():
        ways = [way for way in ways if 'bfloat16' not in way]
    if device != 'cpu' or not all(map(find_spec, ONNX_NEEDS)):
        ways = [way for way in ways if way not in ONNX]
    return ways


def networks(stages: int,
             ways: List[str],
             *,
             folder: Path,
             input_size: Size = (192, 256),
             device: str = 'cpu') -> Dict[str, TopdownPoseEstimator]:
    """The MSPN of ResNet-50 in these ways, random weights, for inference.

    Args:
        stages: How many.
        ways: Of :data:`WAYS`.
        folder: Takes the ONNX files.
        input_size: (width, height) in pixels.
        device: Where they run; onnxruntime on the processor.
    """
    theirs = peer(stages, input_size)
    mine = ours(stages, input_size=input_size)
    mine.load_state_dict(to_ours(theirs.state_dict(), mine.state_dict()))
    weights = mine.state_dict()
    found = {}
    for way in ways:
        if way == THEIRS:
            found[way] = theirs
            continue
        network = ours(stages, input_size=input_size, deploy=DEPLOYED.get(way))
        network.load_state_dict(weights)
        if way in ONNX:
            _through_onnx(network, way == 'int8', folder)
        found[way] = network
    return {way: network.eval().to(device) for way, network in found.items()}


def _through_onnx(network: TopdownPoseEstimator, int8: bool, folder: Path):
    """Its heatmaps are onnxruntime's from now on."""
    from ..export import export, quantise  # its libraries are optional
    width, height = network.head.decoder.input_size
    network.dataset_meta = dict(keypoint_id2name={}, skeleton_links=[])
    path = folder / f'{network.head.num_stages}_{width}x{height}.onnx'
    if not path.exists():
        export(network, path)
    if int8:
        target = path.with_suffix('.int8.onnx')
        quantise(path, target, [torch.randn(CALIBRATION, 3, height, width)])
        path = target
    network.deploy = dict(onnx=str(path))


def gflop(build: Callable[..., nn.Module], stages: int,
          input_size: Size = (192, 256)) -> float:
    """Of one picture at inference, two a multiply-add; counted, not run.

    Args:
        build: :func:`peer` or :func:`ours`.
        stages: How many.
        input_size: (width, height) in pixels.
    """
    width, height = input_size
    with torch.device('meta'):
        network = build(stages, input_size=input_size).eval()
        picture = torch.empty(1, 3, height, width)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(picture, None, mode='tensor')
    return counter.get_total_flops() / 1e9

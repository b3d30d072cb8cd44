"""Export a network to an ONNX file with metadata about its use."""

import json
from pathlib import Path
from typing import Dict, Union

import onnx
import torch
from mmpose.models import TopdownPoseEstimator
from torch import Tensor, nn

from ..codecs import UnbiasedMultiStageHeatmap
from ..engine.deploy import deploy
from ..engine.ensemble import mean_outputs

OPSET = 18
INPUT, OUTPUT = 'pictures', 'heatmaps'


class InferenceNetwork(nn.Module):
    """Pictures -> output heatmaps, as a module to trace.

    Args:
        networks: Networks that :func:`deploy` has rewritten: one, or an
            ensemble.
    """

    def __init__(self, *networks: TopdownPoseEstimator):
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W), normalised -> (B, K, h, w) or (B, K, X + Y)."""
        return mean_outputs(self.networks, pictures)


def export(network: TopdownPoseEstimator,
           path: Union[str, Path]) -> nn.Module:
    """Write ``network`` as ONNX for any batch size.

    Args:
        network: A network with weights and ``dataset_meta``, also an ensemble
            (``deploy``). It is rewritten for inference, in place; this cannot
            be undone.
        path: Path of the ONNX file.

    Returns:
        The traced module, for comparisons.
    """
    ensemble = (getattr(network, 'deploy', None) or {}).get('ensemble', ())
    deployed = deploy(network, ensemble=ensemble)
    meta = metadata(network)
    reading = InferenceNetwork(network, *deployed.others).eval().to(
        memory_format=torch.contiguous_format)
    width, height = network.head.decoder.input_size
    traced = torch.onnx.export(
        reading, (torch.zeros(2, 3, height, width), ),
        input_names=[INPUT],
        output_names=[OUTPUT],
        opset_version=OPSET,
        dynamo=True,
        dynamic_shapes=(({0: torch.export.Dim('batch')}), ),
        verbose=False)
    model = traced.model_proto
    onnx.helper.set_model_props(model, meta)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return reading


def metadata(network: TopdownPoseEstimator) -> Dict[str, str]:
    """Metadata for preprocessing and decoding, as JSON."""
    codec, processor = network.head.decoder, network.data_preprocessor
    data = network.dataset_meta
    calibration = getattr(network, 'calibration', None)
    decode, bins = 'quarter', {}
    if isinstance(codec, UnbiasedMultiStageHeatmap):
        decode = codec.way
    elif getattr(network.head, 'classifies', False):
        decode = 'simcc'
        bins = dict(
            bins=codec.bins,
            split_ratio=codec.split_ratio,
            bin_peak=codec.bin_peak)
    return dict(
        mspn_plugin=json.dumps(
            dict(
                input_size=codec.input_size,
                heatmap_size=codec.heatmap_size,
                mean=processor.mean.ravel().tolist(),
                std=processor.std.ravel().tolist(),
                rgb=processor._channel_conversion,
                peak=codec.peak,
                blur_kernel_size=codec.blur_kernel_size,
                decode=decode,
                **bins,
                toward=codec.toward,
                half_cell=codec.half_cell,
                keypoints=list(data['keypoint_id2name'].values()),
                skeleton=[list(map(int, x)) for x in data['skeleton_links']],
                calibration=calibration and calibration.to_meta())))

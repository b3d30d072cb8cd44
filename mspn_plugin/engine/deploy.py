"""A network for inference alone: the same keypoints, sooner."""

from typing import Callable, Optional

import torch
from mmcv.cnn import fuse_conv_bn
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.utils.fusion import fuse_conv_bn_eval

PART = 8 * 256 * 192  # pixels: by a fifth faster than 32 pictures at once
DTYPES = dict(float32=torch.float32, bfloat16=torch.bfloat16)


def deploy(network: nn.Module,
           *,
           dtype: str = 'float32',
           compile: bool = False,
           stages: Optional[int] = None,
           onnx: Optional[str] = None) -> Callable[[Tensor], Tensor]:
    """Rewrite ``network`` for inference, in place and for good.

    Batch norms are folded into their convolutions, and what no prediction
    needs is thrown away. In float32 every keypoint stays where it was, within
    a hundredth of a pixel.

    Args:
        network: A :class:`MultiStagePoseEstimator` with its weights.
        dtype: 'float32' or 'bfloat16', for processors that have it.
        compile: Whether ``torch.compile`` takes it over; the first batch of
            every size then takes minutes.
        stages: Read this stage's heatmaps and leave out those after it.
        onnx: A file of :mod:`mspn_plugin.tools.export`, that onnxruntime
            reads instead, the fastest on processors; it says all else.

    Returns:
        Pictures (B, 3, H, W) -> the heatmaps that are read (B, K, h, w),
        float32.

    Raises:
        FileNotFoundError: There is no such ``onnx``.
        ValueError: An unknown dtype, a stage that the network has not or
            cannot stop at, or a file of another network or together with
            other choices.
    """
    if onnx is not None:
        if (dtype, compile, stages) != ('float32', False, None):
            raise ValueError('With `onnx`, its file says all else: leave out '
                             '`dtype`, `compile` and `stages`.')
        from ..export import OnnxReader  # its libraries are optional
        return _in_parts(OnnxReader(onnx, codec=network.head.decoder))
    if dtype not in DTYPES:
        raise ValueError(f'Unknown dtype {dtype!r} to deploy in: choose one '
                         f'of {sorted(DTYPES)}.')
    network.eval()
    if stages is not None:
        truncate(network, stages)
    for part in (network.backbone, network.neck, network.head):
        drop = getattr(part, 'drop_unread', None)
        if drop is not None:
            drop()
        fuse_conv_bn(part)
        _fuse_deconv_bn(part)
        part.to(DTYPES[dtype], memory_format=torch.channels_last)

    def read(pictures: Tensor) -> Tensor:
        pictures = pictures.to(
            DTYPES[dtype], memory_format=torch.channels_last)
        return network.head(network.extract_feat(pictures)).float()

    return _in_parts(torch.compile(read) if compile else read)


def _in_parts(read: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """The same, but a processor gets no more at once than serves it.

    Activations of more go back to the system after every layer and are
    asked of it again.
    """

    def read_in_parts(pictures: Tensor) -> Tensor:
        if pictures.device.type != 'cpu':
            return read(pictures)
        most = max(1, PART // pictures[0, 0].numel())
        return torch.cat([read(part) for part in pictures.split(most)])

    return read_in_parts


def _fuse_deconv_bn(part: nn.Module):
    """What mmcv's ``fuse_conv_bn`` leaves: norms behind deconvolutions."""
    for layers in part.modules():
        if not isinstance(layers, nn.Sequential):
            continue
        parts = list(layers)
        for i, (deconv, norm) in enumerate(zip(parts, parts[1:])):
            if isinstance(deconv, nn.ConvTranspose2d) and isinstance(
                    norm, _BatchNorm):
                layers[i] = fuse_conv_bn_eval(deconv, norm, transpose=True)
                layers[i + 1] = nn.Identity()


def truncate(network: nn.Module, stages: int):
    """Leave out all stages after the first ``stages``, for good.

    Args:
        network: A :class:`MultiStagePoseEstimator`.
        stages: How many stay.

    Raises:
        ValueError: It has fewer, or stages that are no alternatives.
    """
    for part in (network.neck, network.head):
        truncate = getattr(part, 'truncate', None)
        if truncate is None:
            raise ValueError(f'{type(part).__name__} cannot stop at a stage: '
                             'its stages are not alternatives.')
        truncate(stages)

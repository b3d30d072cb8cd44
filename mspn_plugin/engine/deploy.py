"""Rewrite a network for faster inference."""

from typing import Callable, Optional, Sequence

import torch
from mmcv.cnn import fuse_conv_bn
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .early_exit import check_early_exit, exit_early
from .ensemble import load_ensemble, mean_outputs

#: Pixels in one forward pass on a CPU: 20 % faster than 32 pictures at once.
MAX_PIXELS = 8 * 256 * 192
#: Twice as many on one thread: PyTorch then uses its own 1x1 convolutions for
#: less than 16 pictures, and oneDNN's are faster (5 to 10 % of a network).
ON_ONE_THREAD = 2
DTYPES = dict(float32=torch.float32, bfloat16=torch.bfloat16)


def deploy(network: nn.Module,
           *,
           dtype: str = 'float32',
           compile: bool = False,
           stages: Optional[int] = None,
           early_exit: Optional[float] = None,
           ensemble: Sequence[str] = (),
           onnx: Optional[str] = None) -> Callable[[Tensor], Tensor]:
    """Rewrite ``network`` for inference, in place. It cannot be undone.

    Batch norms are folded into their convolutions, and layers that inference
    does not use are removed. In float32 keypoints move by less than a
    hundredth of a pixel.

    Args:
        network: A :class:`MultiStagePoseEstimator` with its weights.
        dtype: 'float32' or 'bfloat16', for CPUs that support it.
        compile: Whether to use ``torch.compile``; the first batch of every
            size then takes minutes.
        stages: Use the heatmaps of this stage and remove later stages.
        early_exit: A confidence in 0..1, see :func:`.early_exit.confidence`.
            A picture whose stage reaches it is not computed by later
            stages, nor is its mirror image in a flip test. None: all stages
            compute all pictures.
        ensemble: Checkpoints of more networks of the same config. The result
            is the mean of all networks' heatmaps. A calibration of
            ``network``'s scores does not hold for it and is dropped.
        onnx: A file of :mod:`mspn_plugin.tools.export`. ONNX Runtime then
            computes the heatmaps, which is the fastest way on CPUs;
            ``network`` is not changed. ``early_exit`` then skips mirror
            images only.

    Returns:
        A function: pictures (B, 3, H, W) -> heatmaps (B, K, h, w), float32.

    Raises:
        FileNotFoundError: The file ``onnx`` or a checkpoint does not exist.
        ForeignCheckpoint: A checkpoint of ``ensemble`` is of another network.
        ValueError: An unknown dtype, a stage at which the network cannot
            stop, an ONNX file of another network, ``onnx`` together with
            another option than ``early_exit``, ``early_exit`` together with
            ``compile`` or ``ensemble``, or where it has nothing to skip.
    """
    if onnx is not None:
        if (dtype, compile, stages, *ensemble) != ('float32', False, None):
            raise ValueError(
                '`onnx` allows only `early_exit` beside it: remove `dtype`, '
                '`compile`, `stages` and `ensemble`.')
        if early_exit is not None:
            check_early_exit(network, early_exit, all_stages=True)
        from .onnx_network import OnnxNetwork  # its library is optional
        return DeployedNetwork(OnnxNetwork(onnx, codec=network.head.decoder),
                               early_exit=early_exit)
    if dtype not in DTYPES:
        raise ValueError(f'Unknown dtype {dtype!r} of deploy: choose one of '
                         f'{sorted(DTYPES)}.')
    networks = load_ensemble(network, ensemble)
    for each in networks:
        if stages is not None:
            truncate_stages(each, stages)
    if early_exit is not None:
        if compile or ensemble:
            raise ValueError('`early_exit` changes the number of pictures '
                             'between stages: remove `compile` and '
                             '`ensemble`.')
        check_early_exit(network, early_exit)
    for each in networks:
        _rewrite(each, DTYPES[dtype], every_stage=early_exit is not None)
    return DeployedNetwork(
        *networks, compile=compile, early_exit=early_exit)


class DeployedNetwork:
    """A function: pictures (B, 3, H, W) -> heatmaps (B, K, h, w), float32.

    On a CPU, batches are split into parts of :data:`MAX_PIXELS`, because the
    memory of larger activations is returned to the system after every layer
    and allocated again.

    ``copy.deepcopy`` and ``pickle`` also copy the rewritten network.

    Args:
        network: An estimator that is rewritten, or an ``OnnxNetwork``.
        others: More such estimators; the heatmaps are averaged.
        compile: Whether to use ``torch.compile``.
        early_exit: As in :func:`deploy`.
    """

    def __init__(self,
                 network: Callable,
                 *others: nn.Module,
                 compile: bool = False,
                 early_exit: Optional[float] = None):
        self.network, self.others = network, others
        self.compile, self.early_exit = compile, early_exit
        self._compiled = None

    def __call__(self, pictures: Tensor) -> Tensor:
        heatmaps = self._heatmaps
        if self.compile:
            if self._compiled is None:
                self._compiled = torch.compile(self._heatmaps)
            heatmaps = self._compiled
        if pictures.device.type != 'cpu':
            return heatmaps(pictures)
        pixels = MAX_PIXELS
        if torch.get_num_threads() == 1:
            pixels *= ON_ONE_THREAD
        size = max(1, pixels // pictures[0, 0].numel())
        return torch.cat([heatmaps(part) for part in pictures.split(size)])

    def __getstate__(self) -> dict:
        return dict(self.__dict__, _compiled=None)

    def _heatmaps(self, pictures: Tensor) -> Tensor:
        network = self.network
        if not isinstance(network, nn.Module):
            return network(pictures)
        weights = next(network.backbone.parameters())  # dtype may have changed
        pictures = pictures.to(
            weights.dtype, memory_format=torch.channels_last)
        if self.early_exit is not None:
            return exit_early(network, pictures, self.early_exit).float()
        return mean_outputs((network, *self.others), pictures).float()


def _rewrite(network: nn.Module, dtype: torch.dtype, *, every_stage: bool):
    """Remove layers that inference does not use, fold norms, convert."""
    network.eval()
    test_cfg = dict(network.test_cfg or {}, every_stage=every_stage)
    for part in (network.backbone, network.neck, network.head):
        switch_to_deploy = getattr(part, 'switch_to_deploy', None)
        if switch_to_deploy is not None:
            switch_to_deploy(test_cfg)
        fuse_conv_bn(part)
        _fuse_deconv_bn(part)
        part.to(dtype, memory_format=torch.channels_last)


def _fuse_deconv_bn(part: nn.Module):
    """Fold norms after deconvolutions, which mmcv's function does not."""
    for layers in part.modules():
        if not isinstance(layers, nn.Sequential):
            continue
        parts = list(layers)
        for i, (deconv, norm) in enumerate(zip(parts, parts[1:])):
            if isinstance(deconv, nn.ConvTranspose2d) and isinstance(
                    norm, _BatchNorm):
                layers[i] = fuse_conv_bn_eval(deconv, norm, transpose=True)
                layers[i + 1] = nn.Identity()


def truncate_stages(network: nn.Module, stages: int):
    """Remove all stages after the first ``stages``.

    Args:
        network: A :class:`MultiStagePoseEstimator`.
        stages: Number of stages to keep.

    Raises:
        ValueError: The network has fewer stages, or cannot stop early.
    """
    for part in (network.neck, network.head):
        truncate = getattr(part, 'truncate', None)
        if truncate is None:
            raise ValueError(f'{type(part).__name__} cannot stop at an '
                             'earlier stage: the output needs all stages.')
        truncate(stages)

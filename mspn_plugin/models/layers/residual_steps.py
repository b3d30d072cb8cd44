"""The residual steps block (RSN, Sec. 3.2) as a block of ResNet."""

from typing import Optional

from mmpose.models.backbones.rsn import RSB
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint


class ResidualStepsBlock(RSB):
    """mmpose's residual steps block with the arguments of ``ResLayer``.

    A 1x1 convolution is split into ``steps`` branches. Branch i has i 3x3
    convolutions; the input of each is the one before it plus the one at the
    same position in branch i - 1. A 1x1 convolution joins the branches. The
    receptive field grows with the branch, so the result has several scales.
    In mmpose the block does not expand, and a branch has 26 channels for
    every 64 of the input: RSN-50 has ResNet-50's numbers of blocks and a
    quarter of its channels. Such a network has little more than half of the
    paper's multiply-adds. With ``expansion=4``, as in a bottleneck, and 26
    branch channels for every 64 of the inner width it has the paper's.

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the result.
        steps: Number of branches; 4 in the paper.
        expansion: ``out_channels`` over the inner width; 1: mmpose's block.
        stride: Stride of the first 1x1 convolution and of the shortcut.
        downsample: The shortcut; None: the identity.
        with_cp: Whether activations are recomputed in the backward pass.
        norm_cfg: The norm of every convolution.
        dilation: Passed by ``ResLayer``; must be 1.
        conv_cfg: Passed by ``ResLayer``; must be None.
        style: Passed by ``ResLayer``; not used.

    Raises:
        ValueError: Fewer than two steps, a dilation or another type of
            convolution.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 steps: int = 4,
                 expansion: int = 1,
                 stride: int = 1,
                 downsample: Optional[nn.Module] = None,
                 with_cp: bool = False,
                 norm_cfg: Optional[dict] = None,
                 dilation: int = 1,
                 conv_cfg: Optional[dict] = None,
                 style: str = 'pytorch'):
        if steps < 2:
            raise ValueError('A residual steps block needs steps of at least '
                             f'2, got {steps}.')
        if (dilation, conv_cfg) != (1, None):
            raise ValueError(
                'A residual steps block needs dilation=1 and conv_cfg=None, '
                f'got dilation={dilation}, conv_cfg={conv_cfg}.')
        width = in_channels if expansion == 1 else out_channels // expansion
        super().__init__(
            in_channels,
            out_channels,
            num_steps=steps,
            # mmpose: in_channels * expand_times // res_top_channels a branch
            expand_times=width * 26 // 64,
            res_top_channels=in_channels,
            stride=stride,
            downsample=downsample,
            with_cp=with_cp,
            norm_cfg=norm_cfg or dict(type='BN'))

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) -> (B, out_channels, H / stride, ...)."""
        if self.with_cp and x.requires_grad:  # mmpose's block ignores with_cp
            return checkpoint(super().forward, x, use_reentrant=False)
        return super().forward(x)

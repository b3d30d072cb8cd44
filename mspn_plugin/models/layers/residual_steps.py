"""The residual steps block (RSN, Sec. 3.2), as a block of ResNet's layers."""

from typing import Optional

from mmpose.models.backbones.rsn import RSB
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint


class ResidualStepsBlock(RSB):
    """mmpose's residual steps block where a stock ``ResLayer`` builds blocks.

    A 1x1 convolution, whose result is split in ``steps`` branches; branch i
    passes i 3x3 convolutions, each of which also sees the one before it in
    the branch before; a 1x1 convolution joins them. The receptive field
    grows branch by branch, and all scales of it come out at once. A branch
    has 26 channels for every 64 of the input. The block does not expand:
    RSN-50 has ResNet-50's numbers of blocks, and a quarter of its channels.

    Args:
        in_channels: Of the block.
        out_channels: Of the block.
        steps: Branches; the paper's is 4.
        expansion: What ``ResLayer`` hands over; 1.
        stride: Of the first 1x1 convolution and the shortcut.
        downsample: The shortcut, None where it is the identity.
        with_cp: Whether the block keeps nothing for backward and is computed
            again.
        norm_cfg: The norm of every convolution.
        dilation: What ``ResLayer`` hands over; 1.
        conv_cfg: Likewise; None.
        style: Likewise; the stride is in the first convolution in any case.

    Raises:
        ValueError: Fewer than two steps, an expansion, a dilation or another
            kind of convolution.
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
        if (expansion, dilation, conv_cfg) != (1, 1, None):
            raise ValueError(
                'A residual steps block has no expansion, no dilation and no '
                f'other convolution, got expansion={expansion}, '
                f'dilation={dilation}, conv_cfg={conv_cfg}.')
        super().__init__(
            in_channels,
            out_channels,
            num_steps=steps,
            stride=stride,
            downsample=downsample,
            with_cp=with_cp,
            norm_cfg=norm_cfg or dict(type='BN'))

    def forward(self, x: Tensor) -> Tensor:
        """(B, in_channels, H, W) -> (B, out_channels, H / stride, ...)."""
        if self.with_cp and x.requires_grad:  # mmpose's takes it and does not
            return checkpoint(super().forward, x, use_reentrant=False)
        return super().forward(x)

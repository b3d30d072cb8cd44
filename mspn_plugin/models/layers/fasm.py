"""Feature aggregation and selection within a bottleneck (EFAFNet, III-B)."""

from functools import partial
from typing import Optional

import torch
import torch.nn.functional as F
from mmcv.cnn import ConvModule, build_norm_layer
from mmengine.model import BaseModule, ModuleList
from mmpose.models.backbones.resnet import Bottleneck
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from .gate import check_ratio


class FeatureAggregation(BaseModule):
    """FAM: hierarchical 3x3 convolutions over splits (Eq. 1).

    ``y_1 = x_1`` and ``y_i = G_i(x_i + y_{i-1})``: each split depends on all
    earlier ones, with one more convolution for each.

    Assumed: in a block with a stride, the input is average-pooled first, so
    that Eq. 1 adds maps of one size.

    Args:
        channels: C, of input and output.
        splits: s; 4 in the paper.
        stride: Stride of the block.
        norm_cfg: The norm of every ``G_i``.

    Raises:
        ValueError: ``splits`` does not divide ``channels``.
    """

    def __init__(self,
                 channels: int,
                 *,
                 splits: int = 4,
                 stride: int = 1,
                 norm_cfg: Optional[dict] = None):
        super().__init__()
        if splits < 1 or channels % splits:
            raise ValueError(f'{channels} channels cannot be split evenly '
                             f'in {splits}.')
        self.splits = splits
        self.pool = nn.Identity() if stride == 1 else nn.AvgPool2d(
            3, stride, padding=1)
        width = channels // splits
        self.convs = ModuleList(
            ConvModule(
                width, width, 3, padding=1, norm_cfg=norm_cfg or
                dict(type='BN')) for _ in range(splits - 1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H / stride, W / stride)."""
        first, *others = self.pool(x).chunk(self.splits, dim=1)
        outputs = [first]
        for conv, split in zip(self.convs, others):
            outputs.append(conv(split + outputs[-1]))
        return torch.cat(outputs, dim=1)


class LocationSelection(BaseModule):
    """LSS: weights of the map's locations (Eq. 2 and 3).

    ``beta = sigmoid(relu(W2 relu(W1 x)))`` has one channel and values in
    0.5..1. ``forward`` returns ``beta * x``, which the caller adds to x.

    Args:
        channels: C.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.weigh = nn.Sequential(
            nn.Conv2d(channels, 1, 1), nn.ReLU(), nn.Conv2d(1, 1, 1),
            nn.ReLU(), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the same shape."""
        return self.weigh(x) * x


class ChannelSelection(BaseModule):
    """CS: weights of the channels (Eq. 4 to 7).

    ``alpha = sigmoid(W2 relu(W1 (mean(x) + max(x))))``; ``forward`` returns
    ``alpha * x``, which the caller adds to x.

    Args:
        channels: C.
        ratio: ``W1`` has C / ratio rows.

    Raises:
        ValueError: The ratio leaves no row.
    """

    def __init__(self, channels: int, *, ratio: int = 16):
        super().__init__()
        check_ratio(channels, ratio)
        hidden = channels // ratio
        self.weigh = nn.Sequential(
            nn.Conv2d(channels, hidden, 1), nn.ReLU(),
            nn.Conv2d(hidden, channels, 1), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the same shape."""
        pooled = F.adaptive_avg_pool2d(x, 1) + F.adaptive_max_pool2d(x, 1)
        return self.weigh(pooled) * x


class FeatureSelection(BaseModule):
    """FSM: both selections, in one of Table VII's three orders.

    Args:
        channels: C.
        order: 'parallel' (Eq. 8: the sum of both), 'channel_first' (CS then
            LSS) or 'location_first'.
        ratio: Ratio of the channel selection.

    Raises:
        ValueError: An unknown order.
    """

    ORDERS = ('parallel', 'channel_first', 'location_first')

    def __init__(self,
                 channels: int,
                 *,
                 order: str = 'parallel',
                 ratio: int = 16):
        super().__init__()
        if order not in self.ORDERS:
            raise ValueError(f'Unknown order {order!r} of FSM: choose one of '
                             f'{self.ORDERS}.')
        self.order = order
        self.channel = ChannelSelection(channels, ratio=ratio)
        self.location = LocationSelection(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the same shape."""
        if self.order == 'parallel':
            return (x + self.channel(x)) + (x + self.location(x))
        first, second = self.channel, self.location
        if self.order == 'location_first':
            first, second = second, first
        x = x + first(x)
        return x + second(x)


class FASMBottleneck(Bottleneck):
    """mmpose's bottleneck with FAM as its 3x3, and FSM at its end (Fig. 3).

    Parameters have the stock bottleneck's names, so that pretrained weights
    load: all of them with FSM only, the shortcuts and the last norm with FAM.

    Assumed: (1) Table VIII's 37.0 M parameters and 9.23 G require Res2Net's
    26 channels per split, not 64 / 4, which has 9 M less, and SENet's ratio
    of 16, not the C / 4 of Figure 4. (2) Eq. 8 adds the identity twice, the
    text of III-B3 once. Here it is added once: twice would double it in each
    of 16 blocks.

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the result.
        aggregate: Whether FAM replaces the 3x3 convolution.
        splits: Splits of FAM.
        split_channels: Channels of a split if the stock bottleneck has 64;
            16 keeps its width.
        selection: FSM's order; None: no FSM.
        ratio: Ratio of the channel selection.
        stock: Other arguments of :class:`Bottleneck`.

    Raises:
        ValueError: See FAM and FSM.
    """

    def __init__(self,
                 in_channels: int,
                 out_channels: int,
                 *,
                 aggregate: bool = True,
                 splits: int = 4,
                 split_channels: int = 26,
                 selection: Optional[str] = 'parallel',
                 ratio: int = 16,
                 **stock):
        super().__init__(in_channels, out_channels, **stock)
        if aggregate:
            self._aggregate(splits, split_channels)
        self.select = nn.Identity() if selection is None else FeatureSelection(
            out_channels, order=selection, ratio=ratio)
        self.aggregates = aggregate

    def _aggregate(self, splits: int, split_channels: int):
        width = self.mid_channels * split_channels // 64 * splits
        conv = partial(nn.Conv2d, kernel_size=1, bias=False)
        self.conv1 = conv(self.in_channels, width)
        self.add_module(self.norm1_name,
                        build_norm_layer(self.norm_cfg, width)[1])
        self.conv2 = FeatureAggregation(
            width, splits=splits, stride=self.stride, norm_cfg=self.norm_cfg)
        self.add_module(self.norm2_name, nn.Identity())
        self.conv3 = conv(width, self.out_channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, out_channels, H / stride, W / stride)."""
        if self.with_cp and x.requires_grad:
            branch = checkpoint(self._branch, x, use_reentrant=False)
        else:
            branch = self._branch(x)
        identity = x if self.downsample is None else self.downsample(x)
        return self.relu(branch + identity)

    def _branch(self, x: Tensor) -> Tensor:
        x = self.relu(self.norm1(self.conv1(x)))
        x = self.conv2(x)
        if not self.aggregates:
            x = self.relu(self.norm2(x))
        return self.select(self.norm3(self.conv3(x)))

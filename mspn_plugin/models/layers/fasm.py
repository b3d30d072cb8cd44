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

    ``y_1 = x_1`` and ``y_i = G_i(x_i + y_{i-1})``: each split sees all
    before it, through one more convolution each time.

    Assumed: where the block has a stride, the input is average-pooled first,
    so that Eq. 1, which adds maps of one size, holds in every block.

    Args:
        channels: C, in and out.
        splits: s; the paper's is 4.
        stride: Of the block.
        norm_cfg: The norm of every ``G_i``.

    Raises:
        ValueError: ``channels`` that ``splits`` does not divide.
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
    """LSS: where in the map the body is (Eq. 2 and 3).

    ``beta = sigmoid(relu(W2 relu(W1 x)))``, of one channel, between a half
    and one; ``forward`` returns ``beta * x``, which the caller adds to x.

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
    """CS: which channels matter (Eq. 4 to 7).

    ``alpha = sigmoid(W2 relu(W1 (mean(x) + max(x))))``; ``forward`` returns
    ``alpha * x``, which the caller adds to x.

    Args:
        channels: C.
        ratio: ``W1`` has C / ratio rows.

    Raises:
        ValueError: A ratio that leaves no row.
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
        ratio: Of the channel-wise selection.

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
            raise ValueError(f'Unknown order {order!r} of the selections: '
                             f'choose one of {self.ORDERS}.')
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
    """mmpose's bottleneck with FAM for its 3x3, and FSM at its end (Fig. 3).

    Names are those of the stock bottleneck, so that what both have loads from
    pretrained weights: everything with FSM alone, the shortcuts and the last
    norm with FAM.

    Assumed: (1) Table VIII's 37.0 M parameters and 9.23 G come out with
    Res2Net's 26 channels a split, not with 64 / 4, which would save 9 M, and
    with SENet's ratio of 16, not with the C / 4 of Figure 4. (2) Eq. 8 adds
    the identity twice, the text of III-B3 once; so do we: twice would double
    it 16 times over.

    Args:
        in_channels: Of the block.
        out_channels: Of the block.
        aggregate: Whether FAM takes the place of the 3x3 convolution.
        splits: Of FAM.
        split_channels: Channels of a split where the stock bottleneck has 64;
            16 keeps its width.
        selection: FSM's order, or None for no FSM.
        ratio: Of the channel-wise selection.
        stock: Anything else :class:`Bottleneck` takes.

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

"""CPM and the variants of MSCM's pilot study: SQ, PD, Gate (Sec. 4.4)."""

from typing import Optional

from mmcv.cnn import ConvModule
from mmpose.models import CPM
from mmpose.registry import MODELS
from torch import nn

from ..layers import DilationModule, FireModule, Gate


@MODELS.register_module()
class CPMVariant(CPM):
    """mmpose's CPM with one of MSCM's modules added to its stages.

    The heatmaps of all stages have stride 8. Assumed, because the paper does
    not say where a module is: SQ replaces the middle one of the three 11x11
    convolutions of stages 2..T by a fire module (stage 1, CPM's stem, is
    unchanged). PD adds the dilation module after these convolutions. Gate has
    a big gate on the features that all later stages share, and small gates
    before and after the convolutions of each later stage: five gates with the
    pilot study's three stages.

    Args:
        out_channels: K, the number of keypoints.
        num_stages: Number of stages; 3 in the pilot study.
        stem_channels: Channels of the 9x9 convolutions, 128 in CPM; stage 1
            has four times as many.
        feat_channels: Channels of the convolutions of later stages.
        variant: None (CPM), 'SQ', 'PD' or 'Gate'.
        norm_cfg: The norm of every convolution.
        cpm: Other arguments of :class:`mmpose.models.CPM`.

    Raises:
        ValueError: An unknown variant.
    """

    def __init__(self,
                 out_channels: int,
                 *,
                 num_stages: int = 3,
                 stem_channels: int = 128,
                 feat_channels: int = 128,
                 middle_channels: int = 32,
                 variant: Optional[str] = None,
                 norm_cfg: Optional[dict] = None,
                 **cpm):
        norm_cfg = norm_cfg or dict(type='BN')
        super().__init__(
            3,
            out_channels,
            feat_channels=feat_channels,
            middle_channels=middle_channels,
            num_stages=num_stages,
            norm_cfg=norm_cfg,
            **cpm)
        if stem_channels != 128:
            self._narrow(stem_channels, norm_cfg)
        if variant == 'SQ':
            self._squeeze(feat_channels, norm_cfg)
        elif variant == 'PD':
            self._dilate(feat_channels, norm_cfg)
        elif variant == 'Gate':
            self._gate(stem_channels, middle_channels + out_channels,
                       feat_channels)
        elif variant is not None:
            raise ValueError(f'Unknown variant {variant!r} of CPM: choose '
                             "None, 'SQ', 'PD' or 'Gate'.")

    def _narrow(self, channels: int, norm_cfg: dict):
        """Rebuild the layers of which mmpose fixes the width."""
        widths = {3: 3, 128: channels, 512: 4 * channels}
        for layers in (self.stem, self.middle, *self.middle_conv):
            for i, layer in enumerate(layers):
                if not isinstance(layer, ConvModule):
                    continue
                conv = layer.conv
                layers[i] = ConvModule(
                    widths.get(conv.in_channels, conv.in_channels),
                    widths.get(conv.out_channels, conv.out_channels),
                    conv.kernel_size,
                    padding=conv.padding,
                    norm_cfg=norm_cfg if layer.with_norm else None,
                    act_cfg=layer.act_cfg)

    def _squeeze(self, channels: int, norm_cfg: dict):
        for block in self.cpm_stages:
            block.model[1] = FireModule(
                channels, channels // 4, channels // 4, norm_cfg=norm_cfg)

    def _dilate(self, channels: int, norm_cfg: dict):
        for block, out in zip(self.cpm_stages, self.out_convs):
            dilation = DilationModule(
                channels, channels // 4, norm_cfg=norm_cfg)
            block.model.append(dilation)
            out[0] = ConvModule(
                dilation.out_channels, channels, 1, norm_cfg=norm_cfg)

    def _gate(self, stem_channels: int, in_channels: int, channels: int):
        self.middle.append(Gate(stem_channels))
        for i, block in enumerate(self.cpm_stages):
            self.cpm_stages[i] = nn.Sequential(
                Gate(in_channels), block, Gate(channels))

"""Stages 1..T above a backbone: up, then again aggregate, down, up."""

from typing import Optional, Sequence

from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS

from ..contracts import Pyramid, Stages


@MODELS.register_module()
class MultiStageNeck(BaseModule):
    """Turns one way down into T stages (MSPN, Sec. 3, Figure 2).

    The backbone is stage 1's way down; the neck adds stage 1's way up and
    the whole of stages 2..T. One stage is ``num_stages=1``, not another path.

    Args:
        in_channels: Channels of the backbone's maps, finest first.
        num_stages: T.
        channels: Channels of every map of the result.
        encoder: The way down of stages 2..T. The backbone's architecture by
            rights: its maps must have ``in_channels``. Needed if T > 1.
        decoder: The way up of every stage.
        aggregation: What a stage hands to the next.
        handoff_channels: Channels of the next encoder's input.
        norm_cfg: The norm of every layer in the neck.

    Raises:
        ValueError: T < 1, no encoder for T > 1, or an encoder whose maps
            have other channels than the backbone's.
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 *,
                 num_stages: int,
                 channels: int = 256,
                 encoder: Optional[dict] = None,
                 decoder: Optional[dict] = None,
                 aggregation: Optional[dict] = None,
                 handoff_channels: int = 64,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        _check_stages(num_stages, encoder)
        self.in_channels = tuple(in_channels)
        self.out_channels = channels
        self.num_stages = num_stages
        norm_cfg = norm_cfg or dict(type='BN')

        def build(cfg: Optional[dict], default: str, times: int, **args):
            cfg = {'type': default, 'norm_cfg': norm_cfg, **(cfg or {})}
            return ModuleList(MODELS.build({**args, **cfg})
                              for _ in range(times))  # yapf: disable

        self.decoders = build(
            decoder, 'GlobalNetDecoder', num_stages,
            in_channels=self.in_channels, channels=channels)
        self.aggregations = build(
            aggregation, 'CrossStageAggregation', num_stages - 1,
            down_channels=self.in_channels, up_channels=channels,
            out_channels=handoff_channels)
        self.encoders = build(
            encoder, 'ResNetEncoder', num_stages - 1,
            in_channels=handoff_channels)
        self._check_encoders()

    def forward(self, down: Pyramid) -> Stages:
        """Turn stage 1's way down into every stage's way up.

        Args:
            down: The backbone's maps (B, in_channels[i], H_i, W_i), strides
                4, 8, 16, 32.

        Returns:
            One pyramid a stage, each map (B, channels, H_i, W_i).
        """
        up = self.decoders[0](down)
        stages = [up]
        for aggregate, encode, decode in zip(self.aggregations, self.encoders,
                                             self.decoders[1:]):
            x, skips = aggregate(down, up)
            down = encode(x, skips)
            up = decode(down)
            stages.append(up)
        return tuple(stages)

    def _check_encoders(self):
        for encoder in self.encoders:
            if tuple(encoder.out_channels) != self.in_channels:
                raise ValueError(
                    'The neck is built for a backbone with in_channels='
                    f'{self.in_channels}, but its {type(encoder).__name__} '
                    f'makes maps of {tuple(encoder.out_channels)} channels: '
                    'stages 2..T need the widths of stage 1.')


def _check_stages(num_stages: int, encoder: Optional[dict]):
    if num_stages < 1:
        raise ValueError(f'num_stages must be at least 1, got {num_stages}.')
    if num_stages > 1 and encoder is None:
        raise ValueError(
            f'num_stages={num_stages} needs an encoder for stages 2..'
            f"{num_stages}, as in encoder=dict(type='ResNetEncoder', "
            'depth=50).')

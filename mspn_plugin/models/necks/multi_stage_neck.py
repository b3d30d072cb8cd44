"""Neck of T stages: decode, then repeat aggregate, encode, decode."""

from typing import Optional, Sequence, Tuple

from mmengine.model import BaseModule, ModuleList
from mmpose.registry import MODELS

from ..contracts import Pyramid, Stages, check_truncation


@MODELS.register_module()
class MultiStageNeck(BaseModule):
    """The decoder of stage 1 and the stages 2..T (MSPN, Sec. 3, Figure 2).

    The backbone is the encoder of stage 1.

    Args:
        in_channels: Channels of the backbone's maps, finest first.
        num_stages: T.
        encoder: Encoder of stages 2..T. In the paper it has the backbone's
            architecture; any encoder with as many maps works. Needed if
            T > 1.
        decoder: Decoder of every stage.
        aggregation: Connection from a stage to the next.
        handoff_channels: Channels of the next encoder's input.
        norm_cfg: The norm of every layer in the neck.

    Raises:
        ValueError: T < 1, no encoder for T > 1, or encoder and backbone
            differ in the number of maps.

    Examples:
        >>> import torch
        >>> neck = MultiStageNeck(
        ...     (8, 16, 32, 64), num_stages=2, decoder=dict(channels=16),
        ...     encoder=dict(type='ResNetEncoder', depth=18, base_channels=8))
        >>> maps = [torch.zeros(2, 8 << i, 16 >> i, 16 >> i) for i in range(4)]
        >>> [tuple(x.shape) for x in neck(maps)[-1]]
        [(2, 16, 16, 16), (2, 16, 8, 8), (2, 16, 4, 4), (2, 16, 2, 2)]
    """

    #: See ``early_exit`` of :func:`mspn_plugin.engine.deploy`.
    can_exit_early = True

    def __init__(self,
                 in_channels: Sequence[int],
                 *,
                 num_stages: int,
                 encoder: Optional[dict] = None,
                 decoder: Optional[dict] = None,
                 aggregation: Optional[dict] = None,
                 handoff_channels: int = 64,
                 norm_cfg: Optional[dict] = None,
                 init_cfg: Optional[dict] = None):
        super().__init__(init_cfg)
        _check_stages(num_stages, encoder)
        self.in_channels = tuple(in_channels)
        self.num_stages = num_stages
        norm_cfg = norm_cfg or dict(type='BN')

        def build(cfg: Optional[dict], default: str, **args):
            return MODELS.build({
                'type': default, 'norm_cfg': norm_cfg, **args, **(cfg or {})
            })  # yapf: disable

        self.encoders = ModuleList(
            build(encoder, 'ResNetEncoder', in_channels=handoff_channels)
            for _ in range(num_stages - 1))
        widths = [self.in_channels, *self._encoder_widths()]
        self.decoders = ModuleList(
            build(decoder, 'GlobalNetDecoder', in_channels=width)
            for width in widths)
        self.aggregations = ModuleList(
            build(
                aggregation,
                'CrossStageAggregation',
                down_channels=down,
                up_channels=decode.out_channels,
                next_channels=following,
                out_channels=handoff_channels)
            for down, following, decode in zip(widths, widths[1:],
                                               self.decoders))

    def forward(self, down: Pyramid) -> Stages:
        """Compute the decoder's maps of every stage.

        Args:
            down: The backbone's maps (B, in_channels[i], H_i, W_i), strides
                4, 8, 16, 32.

        Returns:
            One pyramid per stage, with the decoder's ``out_channels``.
        """
        up = self.first_stage(down)
        stages = [up]
        for stage in range(1, self.num_stages):
            down, up = self.next_stage(stage, down, up)
            stages.append(up)
        return tuple(stages)

    def first_stage(self, down: Pyramid) -> Pyramid:
        """Compute the decoder's maps of the first stage.

        Args:
            down: As in :meth:`forward`.
        """
        return self.decoders[0](down)

    def next_stage(self, stage: int, down: Pyramid,
                   up: Pyramid) -> Tuple[Pyramid, Pyramid]:
        """Compute a stage from the maps of the stage before.

        Args:
            stage: 1 for the second stage.
            down: Maps of the encoder of the stage before.
            up: Maps of its decoder.

        Returns:
            Maps of this stage's encoder and of its decoder.
        """
        x, skips = self.aggregations[stage - 1](down, up)
        down = self.encoders[stage - 1](x, skips)
        return down, self.decoders[stage](down)

    def truncate(self, num_stages: int):
        """Remove all stages after the first ``num_stages``.

        Raises:
            ValueError: The neck has fewer stages.
        """
        check_truncation(num_stages, self.num_stages)
        self.num_stages = num_stages
        self.decoders = self.decoders[:num_stages]
        self.encoders = self.encoders[:num_stages - 1]
        self.aggregations = self.aggregations[:num_stages - 1]

    def _encoder_widths(self):
        for encoder in self.encoders:
            widths = tuple(encoder.out_channels)
            if len(widths) != len(self.in_channels):
                raise ValueError(
                    'The neck is built for a backbone with in_channels='
                    f'{self.in_channels}, but its {type(encoder).__name__} '
                    f'has maps of {widths} channels: the number of maps must '
                    'be equal.')
            yield widths


def _check_stages(num_stages: int, encoder: Optional[dict]):
    if num_stages < 1:
        raise ValueError(f'num_stages must be at least 1, got {num_stages}.')
    if num_stages > 1 and encoder is None:
        raise ValueError(
            f'num_stages={num_stages} needs an encoder for stages 2..'
            f"{num_stages}, as in encoder=dict(type='ResNetEncoder', "
            'depth=50).')

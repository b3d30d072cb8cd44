"""Neck for backbones that have several stages already."""

from typing import Sequence

from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor

from ..contracts import Stages


@MODELS.register_module()
class BackboneStages(BaseModule):
    """Each map of the backbone is a stage of one resolution.

    mmpose's CPM and stacked hourglasses return one map per stage. A backbone
    with one output is a network of one stage.

    Args:
        in_channels: Channels of each map.
    """

    def __init__(self, in_channels: Sequence[int]):
        super().__init__()
        self.in_channels = tuple(in_channels)

    def forward(self, maps: Sequence[Tensor]) -> Stages:
        """T maps -> T stages of one map."""
        return tuple((x, ) for x in maps)

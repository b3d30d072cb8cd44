"""For backbones that are multi-stage by themselves."""

from typing import Sequence

from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor

from ..contracts import Stages


@MODELS.register_module()
class BackboneStages(BaseModule):
    """Each map of the backbone is a stage of one resolution.

    CPM and stacked hourglasses of mmpose return one map a stage; so does a
    plain backbone with one output, whose single stage it is.

    Args:
        in_channels: Channels of each of them.
    """

    def __init__(self, in_channels: Sequence[int]):
        super().__init__()
        self.in_channels = tuple(in_channels)

    def forward(self, maps: Sequence[Tensor]) -> Stages:
        """T maps -> T stages of one map."""
        return tuple((x, ) for x in maps)

"""mmpose's ResNet, deeper if wished, with FASM where a paper has it."""

from functools import partial
from typing import Optional

from mmpose.models import ResNet
from mmpose.models.backbones.resnet import Bottleneck, ResLayer
from mmpose.registry import MODELS

from ..layers import FASMBottleneck


@MODELS.register_module()
class ExtendedResNet(ResNet):
    """ResNet with 254 layers too, and with FASM in or after its bottlenecks.

    Assumed: Res-254 has 34 blocks more than Res-152, all in the third layer
    ('more residual blocks on Res-152': MSPN, Sec. 4.3.1), which gives the
    depth its name and the paper's 18.0 G. 'In convolution blocks' (EFAFNet,
    Table VIII: FASM-C) means one block more, with FASM, after each of conv2
    to conv5.

    Args:
        depth: 18, 34, 50, 101, 152 or 254.
        fasm: What :class:`FASMBottleneck` takes, or None for stock blocks.
        fasm_at: 'bottlenecks' (in each of them) or 'convolution_blocks'.
        resnet: Anything else :class:`mmpose.models.ResNet` takes.

    Raises:
        ValueError: FASM in a ResNet without bottlenecks, or at an unknown
            place.
    """

    arch_settings = {
        **ResNet.arch_settings, 254: (Bottleneck, (3, 8, 70, 3))
    }
    PLACES = ('bottlenecks', 'convolution_blocks')

    def __init__(self,
                 depth: int,
                 *,
                 fasm: Optional[dict] = None,
                 fasm_at: str = 'bottlenecks',
                 **resnet):
        if fasm_at not in self.PLACES:
            raise ValueError(f'Unknown place {fasm_at!r} of FASM: choose one '
                             f'of {self.PLACES}.')
        if fasm is not None and depth < 50:
            raise ValueError(f'FASM is a bottleneck, ResNet-{depth} has none.')
        self.fasm, self.fasm_at = fasm, fasm_at
        super().__init__(depth, **resnet)

    def make_res_layer(self, *, block: type, **layer) -> ResLayer:
        """One layer; called by the stock constructor, which has no place
        for other blocks."""
        if self.fasm is None:
            return super().make_res_layer(block=block, **layer)
        fasm = partial(FASMBottleneck, **self.fasm)
        if self.fasm_at == 'bottlenecks':
            return super().make_res_layer(block=fasm, **layer)
        made = super().make_res_layer(block=block, **layer)
        width = layer['out_channels']
        made.append(
            fasm(
                width,
                width,
                norm_cfg=layer['norm_cfg'],
                with_cp=layer['with_cp']))
        return made

"""mmpose's ResNet, deeper if wished, with the blocks of other papers."""

from functools import partial
from typing import Optional

from mmpose.models import ResNet
from mmpose.models.backbones.resnet import Bottleneck, ResLayer
from mmpose.registry import MODELS

from ..layers import FASMBottleneck, ResidualStepsBlock


@MODELS.register_module()
class ExtendedResNet(ResNet):
    """ResNet with 254 layers too, with FASM, or with residual steps blocks.

    Assumed: Res-254 has 34 blocks more than Res-152, all in the third layer
    ('more residual blocks on Res-152': MSPN, Sec. 4.3.1), which gives the
    depth its name and the paper's 18.0 G. 'In convolution blocks' (EFAFNet,
    Table VIII: FASM-C) means one block more, with FASM, after each of conv2
    to conv5.

    Args:
        depth: 18, 34, 50, 101, 152 or 254.
        fasm: What :class:`FASMBottleneck` takes, or None for stock blocks.
        fasm_at: 'bottlenecks' (in each of them) or 'convolution_blocks'.
        residual_steps: What :class:`ResidualStepsBlock` takes, which is then
            every block (RSN, Sec. 3.2), or None for stock blocks. The depth
            says how many: RSN-18 has (2, 2, 2, 2), RSN-50 (3, 4, 6, 3), with
            64, 128, 256 and 512 channels.
        resnet: Anything else :class:`mmpose.models.ResNet` takes.

    Raises:
        ValueError: FASM in a ResNet without bottlenecks, at an unknown
            place, or together with residual steps.
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
                 residual_steps: Optional[dict] = None,
                 **resnet):
        if fasm_at not in self.PLACES:
            raise ValueError(f'Unknown place {fasm_at!r} of FASM: choose one '
                             f'of {self.PLACES}.')
        if fasm is not None and depth < 50:
            raise ValueError(f'FASM is a bottleneck, ResNet-{depth} has none.')
        if residual_steps is not None:
            if fasm is not None:
                raise ValueError('fasm and residual_steps are both given: a '
                                 'block is one or the other.')
            resnet = dict(resnet, expansion=1)
        self.fasm, self.fasm_at = fasm, fasm_at
        self.residual_steps = residual_steps
        super().__init__(depth, **resnet)

    def make_res_layer(self, *, block: type, **layer) -> ResLayer:
        """One layer; called by the stock constructor, which has no place
        for other blocks."""
        if self.residual_steps is not None:
            block = partial(ResidualStepsBlock, **self.residual_steps)
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

"""mmpose's ResNet with more layers or with blocks of other papers."""

from functools import partial
from typing import Optional

from mmpose.models import ResNet
from mmpose.models.backbones.resnet import Bottleneck, ResLayer
from mmpose.registry import MODELS

from ..layers import FASMBottleneck, ResidualStepsBlock


@MODELS.register_module()
class ExtendedResNet(ResNet):
    """ResNet with up to 254 layers, with FASM, or with residual steps blocks.

    Assumed: Res-254 has 34 blocks more than Res-152, all in the third layer
    ('more residual blocks on Res-152': MSPN, Sec. 4.3.1), which gives 254
    layers and the paper's 18.0 G. 'In convolution blocks' (EFAFNet, Table
    VIII: FASM-C) means one more block, with FASM, after each of conv2 to
    conv5.

    Args:
        depth: 18, 34, 50, 101, 152 or 254.
        fasm: Arguments of :class:`FASMBottleneck`; None: stock blocks.
        fasm_at: 'bottlenecks' (in all bottlenecks) or 'convolution_blocks'.
        residual_steps: Arguments of :class:`ResidualStepsBlock`, which
            replaces every block (RSN, Sec. 3.2); None: stock blocks. The
            depth gives their numbers: RSN-18 has (2, 2, 2, 2), RSN-50
            (3, 4, 6, 3), with 64, 128, 256 and 512 channels, times
            ``expansion``, which is 1 unless given.
        resnet: Other arguments of :class:`mmpose.models.ResNet`.

    Raises:
        ValueError: FASM in a ResNet without bottlenecks, an unknown
            ``fasm_at``, or FASM together with residual steps.
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
            raise ValueError(f'Unknown fasm_at={fasm_at!r}: choose one of '
                             f'{self.PLACES}.')
        if fasm is not None and depth < 50:
            raise ValueError('FASM needs bottlenecks, '
                             f'ResNet-{depth} has none.')
        if residual_steps is not None:
            if fasm is not None:
                raise ValueError('fasm and residual_steps are both given: '
                                 'give only one of them.')
            resnet = {'expansion': 1, **resnet}
        self.fasm, self.fasm_at = fasm, fasm_at
        self.residual_steps = residual_steps
        super().__init__(depth, **resnet)

    def make_res_layer(self, *, block: type, **layer) -> ResLayer:
        """Make one layer; the stock constructor calls it."""
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

"""Networks of timm as stage 1."""

from typing import Optional, Sequence

import torch
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn

from ..contracts import Pyramid
from ..layers.folded_norms import fold_norms, fold_state
from ..layers.sliced_conv import slice_strides
from .wide_mobilenet import mobilenetv2_175

STRIDES = (4, 8, 16, 32)


@MODELS.register_module()
class TimmBackbone(BaseModule):
    """A backbone of timm whose maps have strides 4, 8, 16 and 32.

    timm (Apache-2.0) is an optional dependency: ``pip install timm``.
    ``init_cfg`` loads weights from a local file with timm's names;
    ``pretrained=True`` downloads them from timm's hub.

    Args:
        name: Name of the architecture, as in ``timm.list_models()``, or
            'mobilenetv2_175', the backbone of MoveNet Thunder.
        layers: Names of the modules whose outputs make the pyramid, finest
            first, such as ``('blocks.1', 'blocks.2', 'blocks.3', 'bn2')``.
            None: the last map of each stride, by timm's ``features_only``.
            The modules must run one after another, as in timm's efficient
            networks.
        fold: Whether batch norms are folded into the convolutions before
            training. Training without norms is a third faster on CPUs. Use
            it only with pretrained weights.
        pretrained: Whether timm downloads the weights.
        frozen: Whether the weights are not trained: they have no gradients,
            and the backbone stays in evaluation mode.
        sliced_strides: Whether strided depthwise convolutions are computed
            without stride in training, see :class:`SlicedConv2d`.
        options: Other arguments of ``timm.create_model``.

    Raises:
        ImportError: timm is not installed.
        ValueError: An architecture without maps of the four strides, an
            unknown layer, or norms that cannot be folded.
    """

    def __init__(self,
                 name: str,
                 *,
                 layers: Optional[Sequence[str]] = None,
                 fold: bool = False,
                 pretrained: bool = False,
                 frozen: bool = False,
                 sliced_strides: bool = False,
                 init_cfg: Optional[dict] = None,
                 **options):
        super().__init__(init_cfg)
        if layers is None:
            self.net = _features(name, pretrained=pretrained, **options)
        else:
            self.net = _Chain(
                _create(name, pretrained=pretrained, **options), layers)
        self._folded = _fold_checked(name, self.net) if fold else ()
        if sliced_strides:
            slice_strides(self.net)
        self.frozen = frozen
        self.requires_grad_(not frozen)
        self.train(self.training)
        self._register_load_state_dict_pre_hook(self._accept_timm)

    def train(self, mode: bool = True) -> nn.Module:
        """Set the mode; a frozen backbone stays in evaluation mode."""
        return super().train(mode and not self.frozen)

    def forward(self, image: Tensor) -> Pyramid:
        """(B, 3, H, W) -> maps of strides 4, 8, 16, 32."""
        maps = self.net(image)
        if getattr(self.net, 'output_fmt', 'NCHW') == 'NHWC':
            maps = [x.permute(0, 3, 1, 2) for x in maps]
        return tuple(maps)

    def switch_to_deploy(self, test_cfg: Optional[dict] = None):
        """For inference, fold the batch norms and keep their activations.

        mmcv's ``fuse_conv_bn`` would remove the activations, which are a part
        of timm's norms.
        """
        if not self._folded:
            self._folded = fold_norms(self.net)

    def _accept_timm(self, state: dict, prefix: str, *_):
        """Convert timm's names, and fold norms that are folded here."""
        own = self.net.state_dict()
        for key in [k for k in state if k.startswith(prefix)]:
            name = key[len(prefix):]
            if not name.startswith('net.'):
                state[f'{prefix}net.{name}'] = state.pop(key)
        fold_state(state, self._folded, f'{prefix}net.')
        for key in [k for k in state if k.startswith(f'{prefix}net.')]:
            if key[len(prefix) + 4:] not in own:
                state.pop(key)  # the classifier, layers after the last map


class _Chain(nn.Module):
    """Modules in sequence that return the outputs of some of them.

    Args:
        net: A network of timm; its sequences of blocks are flattened.
        layers: Names of the modules whose outputs are returned.
    """

    def __init__(self, net: nn.Module, layers: Sequence[str]):
        super().__init__()
        self.layers, self.order = tuple(layers), []
        for name, child in net.named_children():
            parts = child.named_children() if name == 'blocks' else ()
            self.order += [f'{name}.{i}' for i, _ in parts] or [name]
            setattr(self, name, child)
            if self.layers[-1] in self.order:
                break
        missing = [layer for layer in layers if layer not in self.order]
        if missing:
            raise ValueError(f'There is no layer {missing[0]!r} in the '
                             f'network: its layers are {self.order}.')

    def forward(self, x: Tensor) -> Pyramid:
        """(B, 3, H, W) -> one map per layer."""
        found = {}
        for name in self.order:
            x = found[name] = self.get_submodule(name)(x)
        return tuple(found[layer] for layer in self.layers)


def _create(name: str, **options) -> nn.Module:
    try:
        import timm
    except ImportError as error:
        raise ImportError('TimmBackbone needs timm: pip install timm.'
                          ) from error
    if name == 'mobilenetv2_175':
        return mobilenetv2_175(**options)
    return timm.create_model(name, **options)


def _features(name: str, *, pretrained: bool, **options) -> nn.Module:
    # build it without weights first, to find the maps of the four strides
    found = _create(name, features_only=True,
                    **options).feature_info.reduction()
    if not set(STRIDES) <= set(found):
        raise ValueError(f'{name} has maps of strides {tuple(found)}, a '
                         f'pyramid needs {STRIDES}.')
    indices = tuple(found.index(stride) for stride in STRIDES)
    return _create(name, features_only=True, out_indices=indices,
                   pretrained=pretrained, **options)


@torch.no_grad()
def _fold_checked(name: str, net: nn.Module):
    """Fold the norms; raise if this changes the network's output."""
    training, picture = net.training, torch.rand(1, 3, 64, 64)
    before = net.eval()(picture)
    pairs = fold_norms(net)
    for a, b in zip(before, net(picture)):
        if (a - b).abs().max() > 1e-3 * a.abs().max():
            raise ValueError(f'The batch norms of {name} cannot be folded: '
                             'they do not follow their convolutions.')
    net.train(training)
    return pairs

"""Averaged weights (EMA) of a network that is rewritten for inference."""

from mmengine.hooks import EMAHook

_swap_ema_parameters = EMAHook._swap_ema_parameters


def swap_ema_parameters(self):
    """mmengine's; a network with ``deploy`` keeps its weights.

    Before a test mmengine exchanges the weights of the network and of its
    average, and back after it. The first prediction rewrites such a network,
    whose weights then have other shapes. Nothing has to be exchanged: it is
    not trained, and both have the weights of the checkpoint.
    """
    if not isinstance(getattr(self.src_model, 'deploy', None), dict):
        _swap_ema_parameters(self)

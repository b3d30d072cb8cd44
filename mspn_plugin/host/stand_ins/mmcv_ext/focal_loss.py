"""The sigmoid focal loss (Lin et al., ICCV 2017)."""

import torch
from torch import Tensor


def sigmoid_focal_loss_forward(input: Tensor, target: Tensor, weight: Tensor,
                               output: Tensor, *, gamma: float, alpha: float):
    """Write the focal loss (Lin et al., ICCV 2017, eq. 5) to output (N, C).

    Args:
        input: Logits (N, C).
        target: Classes (N,); C is the background.
        weight: Weights of the classes, (C,), or empty.
    """
    output.copy_(_focal(input, target, weight, gamma, alpha))


def sigmoid_focal_loss_backward(input: Tensor, target: Tensor, weight: Tensor,
                                grad_input: Tensor, *, gamma: float,
                                alpha: float):
    """Write the gradient of :func:`sigmoid_focal_loss_forward`."""
    with torch.enable_grad():
        logits = input.detach().requires_grad_()
        loss = _focal(logits, target, weight, gamma, alpha).sum()
    grad_input.copy_(torch.autograd.grad(loss, logits)[0])


def _focal(logits: Tensor, target: Tensor, weight: Tensor, gamma: float,
           alpha: float) -> Tensor:
    tiny = torch.finfo(torch.float32).tiny
    p = logits.sigmoid()
    is_class = torch.arange(
        logits.size(1), device=target.device) == target[:, None]
    loss = torch.where(
        is_class, -alpha * (1 - p)**gamma * p.clamp(min=tiny).log(),
        (alpha - 1) * p**gamma * (1 - p).clamp(min=tiny).log())
    return loss * weight[target][:, None] if weight.numel() else loss

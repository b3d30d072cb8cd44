"""Choose the device of the networks."""

import torch


def choose_device(device: str = 'auto') -> str:
    """Choose a device.

    Args:
        device: A device of PyTorch, or ``auto``: the GPU if there is one,
            else the CPU.

    Raises:
        ValueError: PyTorch cannot compute on it; the message says why.
    """
    if device == 'auto':
        device = 'cuda' if torch.cuda.is_available() else 'cpu'
    try:
        torch.zeros(1, device=device).item()
    except (RuntimeError, AssertionError, ImportError) as error:
        reason = str(error).splitlines()[0].split('. ')[0].rstrip('.')
        raise ValueError(f'There is no device {device!r} here: {reason}. Use '
                         '--device auto or --device cpu.') from error
    return device

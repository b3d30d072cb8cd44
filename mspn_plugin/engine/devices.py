"""Choose the device of the networks."""

import torch


def choose_device(device: str = 'auto') -> str:
    """Choose a device.

    Args:
        device: A device of PyTorch, or ``auto``: the GPU if there is one,
            else the CPU.

    Raises:
        ValueError: There is no such device.
    """
    there = torch.cuda.is_available()
    if device == 'auto':
        return 'cuda' if there else 'cpu'
    if device.startswith('cuda') and not there:
        raise ValueError(f'There is no {device}: PyTorch finds no GPU. Use '
                         '--device auto or --device cpu.')
    return device

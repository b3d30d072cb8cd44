"""Which device the networks run on."""

import torch


def choose_device(device: str = 'auto') -> str:
    """Choose a device.

    Args:
        device: Of PyTorch; ``auto`` is the GPU if there is one, else the
            processor.

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

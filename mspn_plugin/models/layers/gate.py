"""Gates: a weight for each channel (MSCM, Sec. 2)."""

from mmpose.models.backbones.utils import SELayer


class Gate(SELayer):
    """mmpose's squeeze-and-excitation with a check of the ratio.

    ``x * sigmoid(W2 relu(W1 mean(x)))``, with the mean over the map. MSCM's
    big gate is for the early, fine features, its small gates are for the
    input of a stage (Sec. 3.3).

    Args:
        channels: C, of input and output.
        ratio: The squeezed vector has C / ratio channels. Assumed: 16 as in
            SENet; MSCM gives no number.

    Raises:
        ValueError: The ratio leaves no channel.

    Examples:
        >>> import torch
        >>> Gate(32)(torch.zeros(2, 32, 4, 4)).shape
        torch.Size([2, 32, 4, 4])
    """

    def __init__(self, channels: int, *, ratio: int = 16):
        check_ratio(channels, ratio)
        super().__init__(channels, ratio=ratio)


def check_ratio(channels: int, ratio: int):
    """Raise a ValueError unless ``channels // ratio`` is at least 1."""
    if ratio < 1 or channels // ratio < 1:
        raise ValueError(f'A gate ratio of {ratio} leaves '
                         f'{channels // max(ratio, 1)} of {channels} '
                         'channels.')

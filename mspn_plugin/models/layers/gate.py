"""Gates: how much of each channel goes on (MSCM, Sec. 2)."""

from mmpose.models.backbones.utils import SELayer


class Gate(SELayer):
    """mmpose's squeeze-and-excitation, which refuses to squeeze to nothing.

    ``x * sigmoid(W2 relu(W1 mean(x)))``, the mean over the map. MSCM's big
    gate works on the early, fine features, its small gates on a stage's input
    (Sec. 3.3).

    Args:
        channels: C, in and out.
        ratio: The squeezed vector has C / ratio channels. Assumed: 16,
            SENet's own, for MSCM prints none.

    Raises:
        ValueError: A ratio that leaves no channel.
    """

    def __init__(self, channels: int, *, ratio: int = 16):
        check_ratio(channels, ratio)
        super().__init__(channels, ratio=ratio)


def check_ratio(channels: int, ratio: int):
    """Raise if ``channels`` squeezed by ``ratio`` are none."""
    if ratio < 1 or channels // ratio < 1:
        raise ValueError(f'A gate ratio of {ratio} leaves '
                         f'{channels // max(ratio, 1)} of {channels} '
                         'channels.')

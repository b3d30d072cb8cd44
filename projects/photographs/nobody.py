"""Generate pictures without people: noise, gradients, rendered scenes."""

from typing import Iterator

import cv2
import numpy as np

from mspn_plugin.datasets.rendered_people.scene import render_background

SIZE = 640, 480


def noise(rng: np.random.Generator) -> np.ndarray:
    """Coloured noise with grains of 1 to 64 pixels."""
    width, height = SIZE
    grain = 2**int(rng.integers(0, 7))
    small = rng.integers(0, 256, (max(height // grain, 2),
                                  max(width // grain, 2), 3), np.uint8)
    return cv2.resize(small, SIZE, interpolation=cv2.INTER_LINEAR)


def gradient(rng: np.random.Generator) -> np.ndarray:
    """A gradient between two colours in a random direction."""
    width, height = SIZE
    direction = rng.normal(size=2)
    ramp = np.add.outer(np.linspace(0, direction[1], height),
                        np.linspace(0, direction[0], width))
    ramp = (ramp - ramp.min()) / np.ptp(ramp)
    start, end = rng.uniform(0, 255, (2, 3))
    return (start + (end - start) * ramp[..., None]).astype(np.uint8)


def background(rng: np.random.Generator) -> np.ndarray:
    """The background of rendered people: shapes, lines, texture."""
    return cv2.resize(render_background(rng), SIZE)


KINDS = dict(noise=noise, gradient=gradient, background=background)


def pictures(kind: str, count: int, *,
             start: int = 0) -> Iterator[np.ndarray]:
    """(480, 640, 3) uint8; the same ones in every run.

    Args:
        kind: A key of ``KINDS``.
        count: How many.
        start: Number of the first one.
    """
    for i in range(start, start + count):
        yield KINDS[kind](np.random.default_rng((i, len(kind))))

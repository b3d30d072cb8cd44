"""Draws round, shaded, tapered limbs with a z-buffer."""

from typing import NamedTuple, Optional

import numpy as np


class Capsule(NamedTuple):
    """A limb: the convex hull of two balls.

    ``start`` and ``end`` are (x, y, depth) in pixels, radii in pixels,
    colour in 0..1; ``stripe`` is a second colour in bands of ``band`` pixels
    along the limb.
    """
    start: np.ndarray
    end: np.ndarray
    start_radius: float
    end_radius: float
    colour: np.ndarray
    stripe: Optional[np.ndarray] = None
    band: float = 8.


class Canvas:
    """Colour, depth and owner of every pixel, and each owner's silhouette.

    Args:
        background: (H, W, 3) in 0..1; without an owner, at infinite depth.
        owners: Number of owners.
        light: Unit vector toward the light.
        ambient: Fraction of ambient light.
    """

    def __init__(self, background: np.ndarray, owners: int,
                 light: np.ndarray, ambient: float):
        height, width = background.shape[:2]
        self.colour = background.astype(np.float32)
        self.depth = np.full((height, width), np.inf, np.float32)
        self.owner = np.full((height, width), -1, np.int16)
        self.silhouette = np.zeros((owners, height, width), bool)
        self.light = light.astype(np.float32)
        self.ambient = ambient

    def draw(self, limb: Capsule, owner: int) -> None:
        """Draw a limb where it is nearer than the pixels' depth."""
        window = self._window(limb)
        if window is None:
            return
        (y0, y1), (x0, x1) = window
        a, b = limb.start.astype(np.float32), limb.end.astype(np.float32)
        axis = b - a
        length2 = max(float(axis[:2] @ axis[:2]), 1e-6)
        dy = np.arange(y0, y1, dtype=np.float32)[:, None] - a[1]
        dx = np.arange(x0, x1, dtype=np.float32)[None, :] - a[0]
        along = ((dx * axis[0] + dy * axis[1]) / length2).clip(0, 1)
        radius = limb.start_radius + along * (
            limb.end_radius - limb.start_radius)
        nx, ny = dx - along * axis[0], dy - along * axis[1]
        bulge2 = radius**2 - nx**2 - ny**2
        bulge = np.sqrt(bulge2.clip(0))
        depth = a[2] + along * axis[2] - bulge
        old = self.depth[y0:y1, x0:x1]
        covered = bulge2 > 0
        self.silhouette[owner, y0:y1, x0:x1] |= covered
        seen = covered & (depth < old)
        if not seen.any():
            return
        along, radius = along[seen], radius[seen]
        normal = np.stack([nx[seen], ny[seen], -bulge[seen]], 1)
        lit = (normal @ self.light / radius).clip(0)
        shade = self.ambient + (1 - self.ambient) * lit
        colour = limb.colour
        if limb.stripe is not None:
            bands = (along * np.sqrt(length2) / limb.band).astype(int) % 2
            colour = np.where(bands[:, None], limb.stripe, limb.colour)
        self.colour[y0:y1, x0:x1][seen] = colour * shade[:, None]
        old[seen] = depth[seen]
        self.owner[y0:y1, x0:x1][seen] = owner

    def _window(self, limb: Capsule):
        """Rows and columns of a limb's bounding box; None if outside."""
        reach = max(limb.start_radius, limb.end_radius)
        ends = np.stack([limb.start[:2], limb.end[:2]])
        low = np.floor(ends.min(0) - reach).astype(int).clip(0)
        high = np.ceil(ends.max(0) + reach + 1).astype(int)
        high = np.minimum(high, self.depth.shape[::-1])
        if (low >= high).any():
            return None
        return (low[1], high[1]), (low[0], high[0])

"""A rendered video of two people who cross, with the truth."""

from typing import Iterator, Tuple

import numpy as np

from mspn_plugin.datasets.rendered_people.figure import KEYPOINTS
from mspn_plugin.datasets.rendered_people.rasterizer import Canvas
from mspn_plugin.datasets.rendered_people.scene import HEIGHT, WIDTH, _person


def crossing(frames: int) -> Iterator[Tuple[np.ndarray, np.ndarray]]:
    """Yield pictures (H, W, 3) BGR and keypoints (2, 17, 2) in pixels.

    One walks from left to right, the other from right to left behind them.
    """
    rng = np.random.default_rng(11)
    people = [_person(rng, np.array([0, .5 * HEIGHT]), scale)
              for scale in (100, 85)]
    noise = np.random.default_rng(0)
    for number in range(frames):
        share = number / (frames - 1)
        places = WIDTH * np.array([.15 + .7 * share, .85 - .7 * share])
        canvas = Canvas(
            np.full((HEIGHT, WIDTH, 3), .6, np.float32), 2,
            np.array([0, -.5, -.85]), .5)
        keypoints = []
        for owner, (person, x) in enumerate(zip(people, places)):
            move = np.array([x, 0, 0])
            for limb in person.limbs:
                canvas.draw(limb._replace(
                    start=limb.start + move, end=limb.end + move), owner)
            keypoints.append([(person.points[name] + move)[:2]
                              for name in KEYPOINTS])
        picture = canvas.colour + noise.normal(0, .02, canvas.colour.shape)
        yield ((picture[..., ::-1].clip(0, 1) * 255).astype(np.uint8),
               np.array(keypoints))

"""Clothes of a figure: joints in pixels -> coloured limbs to draw."""

from typing import Dict, List, NamedTuple, Optional

import numpy as np

from .figure import SIDES, Build
from .rasterizer import Capsule

SKIN = np.array([[.95, .80, .69], [.88, .67, .53], [.76, .55, .40],
                 [.55, .37, .26], [.38, .25, .18]])
HAIR = np.array([[.10, .08, .07], [.28, .18, .10], [.48, .32, .16],
                 [.80, .66, .36], [.55, .55, .55], [.50, .20, .10]])


class Outfit(NamedTuple):
    """Colours of one person; ``front`` is below an open jacket."""
    skin: np.ndarray
    hair: np.ndarray
    shirt: np.ndarray
    stripe: Optional[np.ndarray]
    front: np.ndarray
    forearm: np.ndarray
    thigh: np.ndarray
    shin: np.ndarray
    shoe: np.ndarray
    long_hair: bool


def sample_outfit(rng: np.random.Generator) -> Outfit:
    """Sample sleeves, trousers or shorts, stripes, shoes, hair and skin."""
    skin = (rng.choice(SKIN) * rng.normal(1, .05)).clip(0, 1)
    shirt, trousers, shoe, stripe, front = rng.uniform(.05, .95, (5, 3))
    return Outfit(
        skin=skin,
        hair=rng.choice(HAIR),
        shirt=shirt,
        stripe=stripe if rng.random() < .35 else None,
        front=front,
        forearm=shirt if rng.random() < .45 else skin,
        thigh=trousers,
        shin=trousers if rng.random() < .6 else skin,
        shoe=shoe * .7,
        long_hair=rng.random() < .4)


def build_limbs(points: Dict[str, np.ndarray], build: Build, outfit: Outfit,
                scale: float) -> List[Capsule]:
    """Build all limbs of one person.

    Args:
        points: Named (x, y, depth) in pixels.
        build: Thickness and head size of the person, in metres.
        outfit: Colours of the person.
        scale: Pixels per metre.
    """
    thick = 1.1 * build.thickness * scale  # clothes
    limbs = []

    def limb(start, end, radii, colour, stripe=None):
        a, b = (np.asarray(points[p] if isinstance(p, str) else p)
                for p in (start, end))
        limbs.append(
            Capsule(a, b, radii[0] * thick, radii[1] * thick, colour, stripe,
                    .06 * scale))

    chest = .8 * points['neck'] + .2 * points['pelvis']
    limb('pelvis', chest, (.105, .12), outfit.shirt, outfit.stripe)
    limb('collar', 'belly', (.065, .085), outfit.front)
    limb('left_hip', 'right_hip', (.10, .10), outfit.thigh)
    limb('neck', 'head', (.055, .055), outfit.skin)
    for side in SIDES:
        limb(f'{side}_hip', .9 * points[f'{side}_shoulder'] +
             .1 * points['neck'], (.085, .08), outfit.shirt, outfit.stripe)
        limb(f'{side}_shoulder', f'{side}_elbow', (.062, .047), outfit.shirt,
             outfit.stripe)
        limb(f'{side}_elbow', f'{side}_wrist', (.045, .034), outfit.forearm)
        limb(f'{side}_wrist', f'{side}_hand', (.036, .042), outfit.skin)
        limb(f'{side}_hip', f'{side}_knee', (.092, .062), outfit.thigh)
        limb(f'{side}_knee', f'{side}_ankle', (.058, .040), outfit.shin)
        limb(f'{side}_ankle', f'{side}_toe', (.045, .038), outfit.shoe)
    return limbs + _head(points, build.head * scale, outfit)


def _head(points: Dict[str, np.ndarray], radius: float,
          outfit: Outfit) -> List[Capsule]:

    def ball(name, size, colour, towards=None):
        return Capsule(points[name], points[towards or name], size * radius,
                       size * radius, colour)

    chin = .55 * points['head'] + .45 * points['mouth']
    head = Capsule(points['head'], chin, radius, .8 * radius, outfit.skin)
    white, dark = np.full(3, .95), np.full(3, .08)
    lips = outfit.skin * [.75, .4, .4]
    hair = [ball('crown', 1.0, outfit.hair)]
    if outfit.long_hair:
        hair.append(ball('crown', .85, outfit.hair, 'nape'))
        hair.append(ball('nape', .85, outfit.hair))
    face = [
        ball('mouth', .2, lips),
        ball('nose', .18, outfit.skin * [1, .85, .85])
    ]
    for side in SIDES:
        face += [
            ball(f'{side}_eye', .2, white),
            ball(f'{side}_ear', .22, outfit.skin * .9)
        ]
        pupil = 1.07 * points[f'{side}_eye'] - .07 * points['head']
        face.append(Capsule(pupil, pupil, .14 * radius, .14 * radius, dark))
    return [head] + hair + face

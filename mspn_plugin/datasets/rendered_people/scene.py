"""Render one picture of several people, with exact COCO annotations."""

from typing import Dict, List, NamedTuple, Tuple

import cv2
import numpy as np

from .clothing import build_limbs, sample_outfit
from .figure import KEYPOINTS, Build, sample_build, sample_joints
from .rasterizer import Canvas, Capsule

WIDTH, HEIGHT = 320, 256
#: Size gives the distance: a metre has 110 pixels at a distance of 4 m.
FOCAL, DEPTH_UNIT = 440, 110
MIN_LABELLED = 6  # keypoints inside the picture for a person to be kept
MIN_SEEN = .35  # least visible fraction of a person's pixels
#: Depth of a keypoint below the person's surface, in metres.
SURFACE = dict(
    nose=.05, left_eye=.05, right_eye=.05, left_ear=.07, right_ear=.07,
    left_shoulder=.11, right_shoulder=.11, left_elbow=.07, right_elbow=.07,
    left_wrist=.06, right_wrist=.06, left_hip=.14, right_hip=.14,
    left_knee=.09, right_knee=.09, left_ankle=.07, right_ankle=.07)


class Person(NamedTuple):
    """One figure placed in the picture; points are (x, y, depth), pixels."""
    points: Dict[str, np.ndarray]
    limbs: List[Capsule]
    build: Build
    scale: float


def render_scene(seed: Tuple[int, ...]) -> Tuple[np.ndarray, List[dict]]:
    """Render a picture and annotate its people.

    Args:
        seed: Seed of the random generator; the only source of randomness.

    Returns:
        BGR uint8 (H, W, 3), and one COCO annotation (without ids) per person:
        ``keypoints`` with v = 2 visible, 1 hidden by the person, another
        person or an object, 0 outside the picture or on the far side of a
        turned head, which COCO does not label either; ``bbox`` of the whole
        person inside the picture; ``area`` of the visible pixels.
    """
    rng = np.random.default_rng(seed)
    while True:
        people = _place_people(rng)
        canvas = Canvas(
            _background(rng), len(people) + 1, _light(rng),
            rng.uniform(.35, .6))
        for owner, person in enumerate(people):
            for limb in person.limbs:
                canvas.draw(limb, owner)
        _draw_obstacles(rng, canvas, owner=len(people))
        annotations = [
            _annotate(person, canvas, owner)
            for owner, person in enumerate(people)
        ]
        # Annotators do not label people who are nearly hidden or cut off.
        if all(annotations):
            return _add_camera_effects(rng, canvas.colour), annotations


def render_background(rng: np.random.Generator) -> np.ndarray:
    """A picture like those of :func:`render_scene`, without people."""
    return _add_camera_effects(rng, _background(rng))


def crowd_index(annotations: List[dict]) -> float:
    """Mean fraction of others' keypoints in a person's box (CrowdPose, Eq. 1).

    Returns:
        0 if boxes contain no keypoints of others, up to 1 for full overlap.
    """
    if not annotations:
        return 0.
    keypoints = np.array([person['keypoints'] for person in annotations])
    keypoints = keypoints.reshape(len(annotations), 1, -1, 3)
    boxes = np.array([person['bbox'] for person in annotations])
    low, high = boxes[:, None, :2], boxes[:, None, :2] + boxes[:, None, 2:]
    points = keypoints[..., :2]
    inside = ((points >= low) & (points <= high)).all(3)
    counts = (inside & (keypoints[..., 2] > 0)).sum(2)  # [whose][in box]
    own = counts.diagonal()
    ratios = (counts.sum(0) - own) / own.clip(1)
    return float(min(ratios.mean(), 1))


def _place_people(rng: np.random.Generator) -> List[Person]:
    people = []
    x = rng.uniform(.2, .8) * WIDTH
    for _ in range(rng.choice([1, 2, 3, 4], p=[.3, .35, .22, .13])):
        tall = rng.uniform(.42, .95) * HEIGHT  # height when standing
        y = rng.uniform(.42, .62) * HEIGHT
        people.append(_person(rng, np.array([x, y]), scale=tall / 1.75))
        together = rng.random() < .55
        x = (x + rng.normal(0, .3) * tall) if together else rng.uniform(
            .1, .9) * WIDTH
    return people


def _person(rng: np.random.Generator, place: np.ndarray,
            scale: float) -> Person:
    build = sample_build(rng)
    origin = np.array([*place, FOCAL / scale * DEPTH_UNIT])
    points = {
        name: origin + scale * joint
        for name, joint in sample_joints(rng, build).items()
    }
    limbs = build_limbs(points, build, sample_outfit(rng), scale)
    return Person(points, limbs, build, scale)


def _annotate(person: Person, canvas: Canvas, owner: int) -> dict:
    """COCO's fields, or an empty dict if too little is visible."""
    silhouette = canvas.silhouette[owner]
    area = int((canvas.owner == owner).sum())
    if area == 0 or area < MIN_SEEN * silhouette.sum():
        return {}
    keypoints = [_keypoint(name, person, canvas) for name in KEYPOINTS]
    labelled = sum(v > 0 for _, _, v in keypoints)
    if labelled < MIN_LABELLED:
        return {}
    x, y, w, h = cv2.boundingRect(silhouette.astype(np.uint8))
    return dict(
        keypoints=[round(float(n), 2) for k in keypoints for n in k],
        num_keypoints=labelled,
        bbox=[x, y, w, h],
        area=area,
        iscrowd=0,
        category_id=1)


def _keypoint(name: str, person: Person,
              canvas: Canvas) -> Tuple[float, float, int]:
    x, y, depth = person.points[name]
    column, row = int(round(x)), int(round(y))
    inside = 0 <= column < WIDTH and 0 <= row < HEIGHT
    behind_head = depth - person.points['head'][2] > (
        .5 * person.build.head * person.scale)
    if not inside or (name in KEYPOINTS[:5] and behind_head):
        return 0, 0, 0
    surface = SURFACE[name] * person.scale * person.build.thickness + 1
    hidden = canvas.depth[row, column] < depth - 1.4 * surface
    return x, y, 1 if hidden else 2


def _draw_obstacles(rng: np.random.Generator, canvas: Canvas, owner: int):
    """Poles and boards, some in front of people and some behind."""
    for _ in range(rng.choice([0, 1, 2], p=[.6, .3, .1])):
        x = rng.uniform(0, WIDTH)
        radius = rng.uniform(4, 22)
        top = rng.uniform(0, HEIGHT)
        depth = rng.uniform(200, 700)
        canvas.draw(
            Capsule(
                np.array([x, top, depth]),
                np.array([x + rng.normal(0, 15), HEIGHT + 50, depth]), radius,
                radius, rng.uniform(.1, .9, 3)), owner)


def _light(rng: np.random.Generator) -> np.ndarray:
    light = np.array([rng.normal(0, .7), rng.normal(-.6, .5), -1])
    return light / np.linalg.norm(light)


def _background(rng: np.random.Generator) -> np.ndarray:
    """Gradient, soft texture and clutter of boxes, discs and lines."""
    # desaturate: random colours are more saturated than photographs
    top, bottom = rng.uniform(.1, .9, (2, 1)) + rng.normal(0, .12, (2, 3))
    ramp = np.linspace(0, 1, HEIGHT)[:, None, None]
    picture = np.broadcast_to(top + (bottom - top) * ramp,
                              (HEIGHT, WIDTH, 3)).astype(np.float32)
    cells = int(rng.integers(4, 24))
    texture = rng.normal(0, rng.uniform(.02, .15), (cells, cells, 3))
    picture = picture + cv2.resize(
        texture.astype(np.float32), (WIDTH, HEIGHT),
        interpolation=cv2.INTER_CUBIC)
    for _ in range(rng.integers(0, 10)):
        colour = rng.uniform(0, 1, 3).tolist()
        p, q = rng.integers(0, [WIDTH, HEIGHT], (2, 2)).tolist()
        shape = rng.integers(3)
        if shape == 0:
            cv2.rectangle(picture, p, q, colour, -1)
        elif shape == 1:
            cv2.circle(picture, p, int(rng.integers(4, 45)), colour, -1)
        else:
            cv2.line(picture, p, q, colour, int(rng.integers(1, 14)))
    return picture


def _add_camera_effects(rng: np.random.Generator,
                        colour: np.ndarray) -> np.ndarray:
    """Add exposure, lens blur and sensor noise; return 8 bits."""
    gain = rng.uniform(.7, 1.25) * rng.normal(1, .05, 3)
    picture = colour * gain.astype(np.float32)
    picture = cv2.GaussianBlur(picture, (3, 3), rng.uniform(.3, .9))
    noise = rng.standard_normal(picture.shape, dtype=np.float32)
    picture += rng.uniform(.005, .03) * noise
    return (picture[..., ::-1].clip(0, 1) * 255).astype(np.uint8)

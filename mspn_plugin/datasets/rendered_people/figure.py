"""An articulated figure: random pose, build and viewpoint -> joints in 3D.

Units are metres; x points right, y down, z away from the camera. Without
rotation a figure faces the camera (-z): its left hand is at the right (+x).
"""

from typing import Dict, NamedTuple

import numpy as np

#: The keypoints in COCO's order.
KEYPOINTS = ('nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear',
             'left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow',
             'left_wrist', 'right_wrist', 'left_hip', 'right_hip',
             'left_knee', 'right_knee', 'left_ankle', 'right_ankle')

SIDES = dict(left=1, right=-1)


class Build(NamedTuple):
    """Limb lengths, widths and thickness of one person."""
    torso: float
    shoulders: float
    hips: float
    neck: float
    head: float
    upper_arm: float
    forearm: float
    thigh: float
    shin: float
    foot: float
    thickness: float


def sample_build(rng: np.random.Generator) -> Build:
    """Sample an adult of about 1.7 m; limb lengths vary independently."""
    means = Build(.50, .36, .22, .11, .105, .29, .26, .42, .42, .16, 1.)
    spread = np.r_[np.full(10, .07), .14]
    size = rng.normal(1, .06)
    return Build(*np.multiply(means, size * rng.normal(1, spread)))


def _turn(axis: str, degrees: float) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    i, j = dict(x=(1, 2), y=(2, 0), z=(0, 1))[axis]
    rotation = np.eye(3)
    rotation[[i, i, j, j], [i, j, i, j]] = c, -s, s, c
    return rotation


def _limb(swing: float, spread: float, twist: float = 0) -> np.ndarray:
    """Rotation of a hanging limb: forward, outward, about its axis."""
    return _turn('z', -spread) @ _turn('x', -swing) @ _turn('y', twist)


def _sample_legs(rng: np.random.Generator) -> Dict[str, tuple]:
    """(swing, spread, knee) in degrees per side, of one of five activities."""
    kind = rng.choice(['stand', 'walk', 'sit', 'kick', 'free'],
                      p=[.3, .3, .12, .08, .2])
    if kind == 'stand':
        legs = rng.normal([[2, 6, 5]] * 2, [6, 5, 4])
    elif kind == 'walk':
        stride = rng.uniform(10, 45)
        legs = rng.normal([[stride, 3, 15], [-.6 * stride, 3, 30]], 7)
    elif kind == 'sit':
        legs = rng.normal([[80, 10, 85]] * 2, [12, 8, 15])
    elif kind == 'kick':
        legs = rng.normal([[75, 15, 25], [-3, 4, 8]], [20, 12, 8])
    else:
        legs = rng.normal([[20, 15, 45]] * 2, [30, 15, 30])
    rng.shuffle(legs)
    legs[:, 2] = legs[:, 2].clip(0, 140)
    return dict(zip(SIDES, legs))


def _sample_arm(rng: np.random.Generator) -> np.ndarray:
    """(swing, spread, twist, elbow) in degrees."""
    kind = rng.choice(['hang', 'forward', 'out', 'up', 'free'],
                      p=[.35, .2, .15, .15, .15])
    mean, deviation = dict(
        hang=((5, 12, 0, 20), (18, 8, 25, 18)),
        forward=((55, 10, 0, 60), (22, 14, 30, 35)),
        out=((5, 75, 0, 30), (20, 20, 40, 30)),
        up=((20, 150, 0, 30), (25, 20, 40, 30)),
        free=((45, 50, 0, 60), (50, 45, 50, 45)))[kind]
    arm = rng.normal(mean, deviation)
    arm[3] = arm[3].clip(0, 145)
    return arm


def sample_joints(rng: np.random.Generator,
                  build: Build) -> Dict[str, np.ndarray]:
    """Sample all joints and surface points of one figure.

    Returns:
        Named points (3,) in the camera's axes, the pelvis at the origin:
        COCO's keypoints and those that only the renderer needs (``head``,
        ``collar``, toes, ...).
    """
    # as in photographs, most people face the camera
    turned = rng.normal(0, 45) if rng.random() < .65 else rng.uniform(0, 360)
    camera = _turn('x', rng.normal(4, 9)) @ _turn('y', turned)
    lean = rng.choice([8, 35], p=[.88, .12])
    root = camera @ _turn('z', rng.normal(0, lean)) @ _turn(
        'x', rng.normal(0, lean))
    chest = root @ _turn('x', rng.normal(8, 14)) @ _turn(
        'z', rng.normal(0, 8)) @ _turn('y', rng.normal(0, 15))
    head = chest @ _turn('y', rng.normal(0, 28)) @ _turn(
        'x', rng.normal(0, 14)) @ _turn('z', rng.normal(0, 10))
    down = np.array([0, 1, 0])
    joints = dict(pelvis=np.zeros(3))
    joints['neck'] = -build.torso * chest @ down
    joints['head'] = joints['neck'] - (build.neck + build.head) * head @ down
    front = np.array([0, 0, -.075 * build.thickness])
    joints['collar'] = .9 * joints['neck'] + chest @ front
    joints['belly'] = .25 * joints['neck'] + chest @ front
    legs = _sample_legs(rng)
    for side, sign in SIDES.items():
        swing, spread, knee = legs[side]
        hip = root @ [sign * build.hips / 2, 0, 0]
        thigh = root @ _limb(swing, sign * spread)
        shin = thigh @ _turn('x', knee)
        joints[f'{side}_hip'] = hip
        joints[f'{side}_knee'] = hip + build.thigh * thigh @ down
        ankle = joints[f'{side}_knee'] + build.shin * shin @ down
        joints[f'{side}_ankle'] = ankle
        joints[f'{side}_toe'] = ankle + build.foot * shin @ [0, .35, -.95]

        swing, spread, twist, elbow = _sample_arm(rng)
        shoulder = joints['neck'] + chest @ [
            sign * build.shoulders / 2, .03, 0]
        arm = chest @ _limb(swing, sign * spread, sign * twist)
        forearm = arm @ _turn('x', -elbow)
        joints[f'{side}_shoulder'] = shoulder
        joints[f'{side}_elbow'] = shoulder + build.upper_arm * arm @ down
        wrist = joints[f'{side}_elbow'] + build.forearm * forearm @ down
        joints[f'{side}_wrist'] = wrist
        joints[f'{side}_hand'] = wrist + .08 * forearm @ down
    for name, place in FACE.items():
        joints[name] = joints['head'] + build.head * head @ place
    return joints


#: Points on the head, in head radii from its centre.
FACE = dict(
    nose=(0, .12, -1.12),
    mouth=(0, .5, -.86),
    left_eye=(.36, -.12, -.9),
    right_eye=(-.36, -.12, -.9),
    left_ear=(.98, 0, .06),
    right_ear=(-.98, 0, .06),
    crown=(0, -.32, .2),
    nape=(0, .2, .3))

import json
import time

import cv2
import numpy as np
import pytest
from mmpose.registry import DATASETS

from mspn_plugin.datasets.rendered_people import (
    crowd_index,
    render_scene,
    render_split,
)
from mspn_plugin.datasets.rendered_people.figure import (
    KEYPOINTS,
    SIDES,
    _turn,
    sample_build,
    sample_joints,
)
from mspn_plugin.datasets.rendered_people.rasterizer import Canvas, Capsule

AHEAD = np.array([0, 0, -1.])


def canvas(owners=2):
    return Canvas(np.zeros((40, 60, 3)), owners, AHEAD, ambient=0.)


def ball(x, y, depth, radius=5.):
    point = np.array([x, y, depth])
    return Capsule(point, point, radius, radius, np.ones(3))


def test_a_ball_by_hand():
    """Depth, shade and silhouette of a ball of radius 5 with front light."""
    scene = canvas()
    scene.draw(ball(30, 20, 100), 0)
    assert scene.depth[20, 30] == 95
    assert scene.depth[20, 33] == pytest.approx(96)  # 100 - sqrt(25 - 9)
    assert scene.colour[20, 30, 0] == pytest.approx(1)
    assert scene.colour[20, 33, 0] == pytest.approx(.8)
    assert scene.owner[20, 36] == -1
    assert scene.silhouette[0].sum() == 69  # cells with x^2 + y^2 < 25


def test_the_nearer_one_hides_the_other_whatever_the_order():
    near, far = ball(30, 20, 50), ball(33, 20, 100)
    for first, second in ((near, far), (far, near)):
        scene = canvas()
        scene.draw(first, int(first is far))
        scene.draw(second, int(second is far))
        assert scene.owner[20, 30] == 0  # near is in front
        assert scene.owner[20, 37] == 1
        assert scene.silhouette[1, 20, 30]  # hidden, but there


def test_limbs_outside_the_picture_draw_nothing():
    scene = canvas()
    scene.draw(ball(-50, 20, 1), 0)
    scene.draw(ball(30, 400, 1), 0)
    assert (scene.owner == -1).all()


def test_a_scene_depends_on_its_seed_alone():
    first, people = render_scene((7, 1))
    again, same = render_scene((7, 1))
    other, _ = render_scene((7, 2))
    assert np.array_equal(first, again) and people == same
    assert not np.array_equal(first, other)
    assert first.shape == (256, 320, 3) and first.dtype == np.uint8


def test_limbs_have_the_lengths_of_the_build():
    rng = np.random.default_rng(0)
    for _ in range(50):
        build = sample_build(rng)
        joints = sample_joints(rng, build)
        for side in SIDES:
            for a, b, length in (('hip', 'knee', build.thigh),
                                 ('knee', 'ankle', build.shin),
                                 ('shoulder', 'elbow', build.upper_arm),
                                 ('elbow', 'wrist', build.forearm)):
                distance = np.linalg.norm(joints[f'{side}_{a}'] -
                                          joints[f'{side}_{b}'])
                assert distance == pytest.approx(length)


def test_knees_and_elbows_bend_as_a_persons_do():
    """Relative to the body, shins bend backward and forearms forward."""
    for swing in (0, 40):
        thigh = _turn('x', -swing)
        shin = thigh @ _turn('x', 60) @ [0, 1, 0]
        assert (thigh.T @ shin)[2] > 0  # +z is behind
        forearm = thigh @ _turn('x', 60 - 120) @ [0, 1, 0]
        assert (thigh.T @ forearm)[2] < 0


def annotations(count=60):
    return [p for i in range(count) for p in render_scene((3, i))[1]]


def test_annotations_are_consistent_and_varied():
    visibility, sizes = [], []
    for person in annotations():
        keypoints = np.reshape(person['keypoints'], (17, 3))
        x, y, w, h = person['bbox']
        v = keypoints[:, 2]
        assert set(v) <= {0, 1, 2}
        assert person['num_keypoints'] == (v > 0).sum() >= 6
        assert (keypoints[v == 0] == 0).all()
        assert (keypoints[v > 0, :2] >= -.5).all()
        assert (keypoints[v > 0, :2] <= [320, 256]).all()
        seen = keypoints[v == 2, :2]  # what is seen lies in the box
        assert (seen >= [x - 2, y - 2]).all()
        assert (seen <= [x + w + 2, y + h + 2]).all()
        assert 0 < person['area'] <= w * h
        visibility += v.tolist()
        sizes.append(h)
    share = np.bincount(np.array(visibility, int)) / len(visibility)
    assert share[0] > .03 and share[1] > .08 and share[2] > .5
    assert np.ptp(sizes) > 100


def test_a_hidden_keypoint_is_behind_something():
    """In profile the far ear is not labelled and the near one is visible."""
    left, right = KEYPOINTS.index('left_ear'), KEYPOINTS.index('right_ear')
    both = [
        np.reshape(person['keypoints'], (17, 3))[[left, right], 2]
        for person in annotations()
    ]
    both = np.array(both)
    one_only = ((both > 0).sum(1) == 1).mean()
    assert .2 < one_only < .9


def test_crowd_index_by_hand():
    def person(x, points):
        flat = [n for p in points for n in (*p, 2)]
        return dict(bbox=[x, 0, 10, 10], keypoints=flat)

    apart = [person(0, [(1, 1), (2, 2)]), person(50, [(51, 1), (52, 2)])]
    assert crowd_index(apart) == 0
    # one of two own against one of the other's in the first box; 0 of 2
    touching = [
        person(0, [(1, 1), (2, 2)]),
        person(8, [(9, 1), (15, 2)])
    ]
    assert crowd_index(touching) == pytest.approx((1 / 2 + 0) / 2)
    assert crowd_index([]) == 0


def test_render_is_coco_and_independent_of_workers(tmp_path):
    one = render_split(tmp_path / 'a', 'val', 6, workers=1)
    two = render_split(tmp_path / 'b', 'val', 6, workers=2)
    assert json.loads(one.read_text()) == json.loads(two.read_text())
    for path in sorted((tmp_path / 'a' / 'val').iterdir()):
        assert path.read_bytes() == (tmp_path / 'b' / 'val' /
                                     path.name).read_bytes()
    from xtcocotools.coco import COCO
    coco = COCO(str(one))
    assert len(coco.imgs) == 6 and coco.cats[1]['name'] == 'person'
    assert coco.cats[1]['keypoints'] == list(KEYPOINTS)
    assert all(0 <= i['crowdIndex'] <= 1 for i in coco.imgs.values())


def test_splits_share_no_picture(tmp_path):
    for split in ('train', 'val'):
        render_split(tmp_path, split, 3, workers=1)
    pictures = [
        cv2.imread(str(p)) for s in ('train', 'val')
        for p in (tmp_path / s).iterdir()
    ]
    for i, a in enumerate(pictures):
        assert all(not np.array_equal(a, b) for b in pictures[:i])


def dataset(root, **kwargs):
    return DATASETS.build(
        dict(
            type='RenderedPeopleDataset',
            split='val',
            data_root=str(root),
            **{
                'num_images': 4,
                **kwargs
            }))


def test_the_dataset_renders_once_and_names_differences(tmp_path):
    people = dataset(tmp_path)
    assert people[0]['keypoints'].shape == (1, 17, 2)
    assert people.metainfo['dataset_name'] == 'coco'
    stamp = (tmp_path / 'val.json').stat().st_mtime_ns
    time.sleep(.01)
    dataset(tmp_path)
    assert (tmp_path / 'val.json').stat().st_mtime_ns == stamp
    with pytest.raises(ValueError, match="num_images': 4.*num_images': 9"):
        dataset(tmp_path, num_images=9)


@pytest.mark.parametrize('args, message', (
    (('all', 3), "one of .*got 'all'"),
    (('val', 0), 'at least 1, got 0'),
))
def test_wrong_requests(tmp_path, args, message):
    with pytest.raises(ValueError, match=message):
        render_split(tmp_path, *args)

"""The programs of projects/photographs on small generated data."""

import json
import sys
from importlib import import_module

import numpy as np
import pytest
import torch

from mspn_plugin.datasets.people_metainfo import METAINFO, NAMES
from tests.conftest import ROOT

pytest.importorskip('onnxruntime')
sys.path.insert(0, str(ROOT / 'projects/photographs'))

# programs beside each other, not packages that could be pinned
(accuracy, cascade, coco_people, errors, multipose, networks, peers,
 labelled_people, videos) = map(
     import_module, ('accuracy', 'cascade', 'coco_people', 'errors',
                     'multipose', 'networks', 'peers', 'labelled_people',
                     'videos'))
LIMB_JOINTS, Person = labelled_people.LIMB_JOINTS, labelled_people.Person
N = NAMES.index


def person(number: int):
    """A torso of 100 pixels: errors of up to 20 are correct."""
    points = np.zeros((19, 2))
    points[N('right_shoulder')] = 40, 0
    points[N('left_hip')] = 100, 80
    points[N('left_ankle')] = 100, 300
    visible = np.zeros(19, bool)
    for name in ('right_shoulder', 'left_hip', 'left_ankle', 'neck'):
        visible[N(name)] = True
    return Person(number, np.zeros((2, 2, 3), np.uint8), np.zeros(4), points,
                  visible, number)


def test_pck_of_selected_joints():
    people, found = [person(1), person(2)], []
    for moved in (20, 21):
        points = people[0].keypoints.copy()
        points[N('left_ankle'), 0] += moved
        points[N('neck')] = 999  # not among the limb joints
        found.append((points, np.ones(19)))
    scores = accuracy.pck(people, found, LIMB_JOINTS)
    assert scores == {
        'ankle': 50.0, 'hip': 100.0, 'shoulder': 100.0,
        'mean': round(100 * 5 / 6, 1)}  # yapf: disable
    with pytest.raises(ValueError, match='torso'):
        accuracy.pck(people, found, ('left_ankle', ))


def upright() -> Person:
    """A torso of 100 pixels, all limb joints 50 or more from each other."""
    points = np.zeros((19, 2))
    joints = dict(shoulder=-80, elbow=-30, wrist=20, hip=0, knee=100,
                  ankle=200)
    for name in LIMB_JOINTS:
        side, _, joint = name.partition('_')
        points[N(name)] = 30 if side == 'left' else -30, joints[joint]
    for side, x in (('left', 150), ('right', -150)):
        for joint in ('elbow', 'wrist'):
            points[N(f'{side}_{joint}'), 0] = x
    visible = np.zeros(19, bool)
    visible[[N(name) for name in LIMB_JOINTS]] = True
    return Person(1, np.zeros((2, 2, 3), np.uint8), np.zeros(4), points,
                  visible, 1)


@pytest.mark.parametrize('turn, name', [
    (0, 'upright'), (29, 'upright'), (-31, 'leaning'), (61, 'lying'),
    (119, 'lying'), (-121, 'upside down'), (180, 'upside down')])
def test_people_are_grouped_by_the_tilt_of_their_torso(turn, name):
    angle = np.radians(turn)
    turned = np.array([[np.cos(angle), -np.sin(angle)],
                       [np.sin(angle), np.cos(angle)]])
    one = upright()
    one = one._replace(keypoints=one.keypoints @ turned.T)
    assert errors.tilt(one) == pytest.approx(abs(turn))
    found = [(one.keypoints, np.ones(19))]
    assert errors.by_tilt([one], found) == {name: dict(people=1, pck=100.)}


def test_a_person_without_hips_has_no_tilt():
    one = upright()
    one.visible[N('left_hip')] = False
    assert np.isnan(errors.tilt(one))
    assert errors.by_tilt([one], [(one.keypoints, np.ones(19))]) == {}


def test_errors_are_of_three_kinds():
    """Of 12 joints, two exchanged, one 30 and one 60 pixels off."""
    one = upright()
    points = one.keypoints.copy()
    ankles = [N('left_ankle'), N('right_ankle')]
    points[ankles] = points[ankles[::-1]]
    points[N('left_wrist'), 1] += 30
    points[N('right_wrist'), 1] += 60
    points[N('left_knee'), 1] += 19  # is right
    assert errors.kinds([one], [(points, np.ones(19))]) == dict(
        exchanged=16.7, near=8.3, far=8.3)
    one.visible[N('right_ankle')] = False  # nobody knows where it is
    assert errors.kinds([one], [(points, np.ones(19))]) == dict(
        exchanged=0., near=9.1, far=18.2)


def test_keypoints_of_any_order_find_their_places():
    points, scores = networks.by_name(
        ('neck', 'nose'), np.array([[1, 2], [3, 4]]), np.array([.5, .7]))
    assert points[N('nose')].tolist() == [3, 4]
    assert points[N('neck')].tolist() == [1, 2]
    assert scores[N('nose')] == .7
    assert np.isnan(scores).sum() == 17


def test_labels_as_predictions_have_an_ap_of_100(tmp_path):
    random = np.random.RandomState(0)
    people, annotations = [], []
    for i in (1, 2):
        points = random.rand(19, 2) * 200
        people.append(person(i)._replace(keypoints=points))
        labels = np.c_[points[:17], np.full(17, 2)]
        annotations.append(
            dict(id=i, image_id=i, category_id=1, iscrowd=0, area=4e4,
                 bbox=[0, 0, 200, 200], num_keypoints=17,
                 keypoints=labels.ravel().tolist()))
    path = tmp_path / 'people.json'
    path.write_text(json.dumps(dict(
        images=[dict(id=1), dict(id=2)], annotations=annotations,
        categories=[dict(id=1, name='person')])))
    true = [(p.keypoints, np.ones(19)) for p in people]
    assert accuracy.average_precision(people, true, path) == 100
    wrong = [(p.keypoints + 150, np.ones(19)) for p in people]
    assert accuracy.average_precision(people, wrong, path) == 0
    assert len(METAINFO['sigmas']) == 19


def test_types_of_fused_operations_are_added(tmp_path):
    source = tmp_path / 'm.json'
    node = dict(op='_FusedConv2D', attr=dict(num_args=dict(i='2')))
    source.write_text(json.dumps(dict(
        modelTopology=dict(node=[node, dict(op='Relu', attr={})]),
        weightsManifest=[dict(paths=['m.bin'])])))
    (tmp_path / 'm.bin').write_bytes(b'123')
    copy = json.loads(peers.patch(source, tmp_path / 'out').read_text())
    fused, relu = copy['modelTopology']['node']
    assert fused['attr']['TArgs'] == {'list': {'type': ['DT_FLOAT'] * 2}}
    assert relu['attr'] == {}
    assert (tmp_path / 'out/m.bin').read_bytes() == b'123'


def test_the_subset_has_the_people_of_its_pictures():
    people = [
        dict(id=1, image_id=7, num_keypoints=3, iscrowd=0),
        dict(id=2, image_id=7, num_keypoints=0, iscrowd=0),
        dict(id=3, image_id=7, num_keypoints=3, iscrowd=1),
        dict(id=4, image_id=8, num_keypoints=3, iscrowd=0)]
    found = coco_people.subset(
        dict(images=[dict(id=7), dict(id=8)], annotations=people,
             categories=[]), {7})
    assert [x['id'] for x in found['images']] == [7]
    assert [x['id'] for x in found['annotations']] == [1]
    assert len(coco_people.IDS.read_text().split()) == 244


def test_a_cascade_by_hand():
    """Stage 1 is sure about the first person, stage 2 about the second.

    The first is right in every outcome, the second in all but stage 1, the
    third only with the mirror image of the same stage.
    """
    right = np.zeros((3, 5, 14), bool)
    right[0], right[1, 1:], right[2, [2, 4]] = True, True, True
    people = cascade.People(
        np.array([[.8, .9, .9], [.3, .6, .2], [.3, .4, .2]]), right,
        np.ones((3, 14), bool), np.array([.5, 1, 1, 1.5, 2]))
    rows = {way: people.row(way, .5) for way in cascade.WAYS}
    assert rows == dict(
        stages=dict(threshold=.5, pck=66.67, stage_1_alone=33.3,
                    mirrored=0, multiply_adds=83.3),
        flip=dict(threshold=.5, pck=100, stage_1_alone=33.3, mirrored=33.3,
                  multiply_adds=58.3),
        flip_stage_1=dict(threshold=.5, pck=100, stage_1_alone=33.3,
                          mirrored=66.7, multiply_adds=41.7))
    assert people.outcomes('flip', .95).tolist() == [4, 4, 4]
    assert people.outcomes('flip', .85).tolist() == [1, 4, 4]
    people.confidence[1] = .3, .4, .6  # the mirror image stops at stage 1
    assert people.outcomes('flip', .5).tolist() == [0, 3, 4]
    assert [people.full(way) for way in cascade.WAYS] == [66.67, 100, 100]
    assert people.choose('stages') == .31
    assert people.choose('flip') == .41
    assert people.every_second(1).counts.shape == (1, 14)


def test_the_tables_of_the_early_exit_are_its_results():
    folder = ROOT / 'projects/photographs'
    found = json.loads((folder / 'cascade.json').read_text())
    text = (folder / 'README.md').read_text()
    section = text[text.index('## Early exit'):text.index('## Evaluate')]
    shown = 0
    for name in 'people', 'people_large', 'lsp':
        of = f"| `{name.replace('_', '-')}.pth`"
        rows = {row['threshold']: row
                for row in found[name]['test']['flip']['rows']}
        table = section[section.index(f'{of}, C'):].split('\n\n')[0]
        for line in table.splitlines()[2:]:
            threshold, *cells = line.strip('| ').split(' | ')
            row = rows[1 if threshold == 'none' else float(threshold)]
            assert list(map(float, cells)) == [row[key] for key in (
                'pck', 'stage_1_alone', 'mirrored', 'multiply_adds')]
            shown += 1
        chosen = found[name]['chosen']['flip']['threshold']
        ms = found[name]['milliseconds']
        assert of + ''.join(f' | {ms[key]:.1f}' for key in (
            'stages', 'flip', 'flip, 0.9', f'flip, {chosen:g}')
            ) + f' ({chosen:g}) |' in section
    assert shown == 16


@pytest.mark.parametrize('name, count', (('multipose', 4), ('videos', 6)))
def test_the_tables_beside_multipose_are_their_results(name, count):
    folder = ROOT / 'projects/photographs'
    found = json.loads((folder / f'{name}.json').read_text())
    rows = [row for row in found.values()
            if isinstance(row, dict) and 'right' in row]
    assert len(rows) == count
    text = (folder / 'README.md').read_text()
    place = 0
    for row in rows:  # in their order
        place = text.index(
            f'| {row["right"]} | {row["people_a_picture"]} | '
            f'{row["milliseconds"]:.0f} | {row["people_a_second"]} |', place)


def test_people_of_multipose_by_hand():
    """A picture of 600x300 (width x height), padded to 640x320."""
    found = np.zeros((6, 56), np.float32)
    found[:2, 55] = .25, .24  # scores: the second is too low
    found[0, 51:55] = .1, .2, .3, .5  # y1, x1, y2, x2
    left_wrist = 3 * N('left_wrist')  # 9 in COCO's order, too
    found[0, left_wrist:left_wrist + 3] = .25, .5, .9
    people = multipose.read_people(found, np.array([640, 320]), .25)
    np.testing.assert_allclose(people.boxes, [[128, 32, 320, 96]], rtol=1e-6)
    assert people.points.shape == (1, 19, 2)
    np.testing.assert_allclose(people.points[0, N('left_wrist')], [320, 80])
    assert np.isnan(people.points[0, N('neck')]).all()
    assert multipose.read_people(found[2:], np.ones(2), .1).points.shape == (
        0, 19, 2)


def test_joints_of_missed_people_are_wrong():
    """The box of the second person is found, the first one's is not."""
    first = upright()._replace(box=np.array([0., 0, 10, 10]))
    second = upright()._replace(box=np.array([500., 0, 600, 100]))
    found = multipose.People(
        np.array([[500., 0, 600, 90], [900, 0, 950, 50]]),
        np.stack([second.keypoints, second.keypoints + 999]))
    assert multipose.right_joints(lambda _: found, [[first, second]]) == dict(
        right=50.0, people_a_picture=2.0)


def test_a_moving_camera_by_hand(tmp_path):
    """Labels move with the picture; joints that leave it have no label."""
    left = upright()
    left = left._replace(
        picture=np.zeros((400, 420, 3), np.uint8),
        box=np.array([40., 20, 360, 350]),
        keypoints=left.keypoints + [200, 130])
    left.picture[40:50, 60:70] = 255
    right = left._replace(keypoints=left.keypoints - [1000, 0])
    found, gone = videos.moved([left, right], np.array([5, -10]))
    assert found.picture[30:40, 65:75].min() == 255
    assert found.picture.sum() == left.picture.sum()
    np.testing.assert_array_equal(found.keypoints - left.keypoints,
                                  np.tile([5, -10], (19, 1)))
    np.testing.assert_array_equal(found.box - left.box, [5, -10, 5, -10])
    assert not gone.visible.any() and found.visible.any()
    video = videos.make_video([left, right], tmp_path / 'v.avi')
    assert len(list(videos.read(video.path))) == len(video.frames) == 25
    centre = np.mean([frame[0].box for frame in video.frames], axis=0)
    np.testing.assert_allclose(centre, left.box, atol=1e-6)
    assert video.frames[0][0].box[0] - left.box[0] == pytest.approx(.03 * 420)
    # a method that returns the labels is right, and people who left do not
    # count
    truth = iter([multipose.People(np.array([p.box for p in frame]),
                                   np.array([p.keypoints for p in frame]))
                  for frame in video.frames])
    row = videos.right(lambda path: [next(truth) for _ in range(25)], [video])
    assert row == dict(right=100, people_a_picture=2)
    with pytest.raises(RuntimeError, match='frames were read'):
        videos.right(lambda path: [], [video])


def test_a_training_step_with_sliced_strides_has_the_same_loss():
    pytest.importorskip('timm')
    training_step = import_module('training_step')
    losses = []
    for sliced in (False, True):
        network, optimiser = training_step.build(sliced, float32=True)
        torch.manual_seed(1)
        batch = training_step.random_batch(network.head, 2)
        losses.append([training_step.step(network, optimiser, batch)
                       for _ in range(2)])
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)
    assert losses[0][0] != losses[0][1]

import numpy as np
import pytest
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.inference import People, Poser
from mspn_plugin.inference.smoothing import OneEuroFilter
from mspn_plugin.inference.sources import Source
from mspn_plugin.inference.tracking import Tracker
from tests.inference.crossing import crossing

SIGMAS = [.05] * 4
SHAPE = np.array([[0, 0], [20, 0], [0, 60], [20, 60]], float)


def people(places, time=0., ids=None, score=1.) -> People:
    """Persons of 20x60 pixels, their upper left corners at these places."""
    keypoints = np.array([SHAPE + place for place in places]).reshape(-1, 4, 2)
    boxes = np.concatenate([keypoints.min(1), keypoints.max(1)], 1)
    sample = PoseDataSample(pred_instances=InstanceData(
        keypoints=keypoints.astype(np.float32),
        keypoint_scores=np.ones((len(places), 4), np.float32),
        bboxes=boxes.astype(np.float32),
        bbox_scores=np.full(len(places), score, np.float32)))
    return People(sample, {}, (100, 300), time=time, ids=ids)


def ids(frames, step=.1, **options) -> list:
    tracker = Tracker(SIGMAS, **options)
    return [tracker.update(people(places), step * i).tolist()
            for i, places in enumerate(frames)]


def test_a_person_keeps_the_id_whatever_the_order():
    a, b = (10, 10), (100, 10)
    assert ids([[a, b], [b, a], [a], [b, a]]) == [[1, 2], [2, 1], [1], [2, 1]]


def test_somebody_new_gets_a_new_id_and_nobody_is_nobody():
    assert ids([[], [(0, 0)], [(0, 0), (200, 0)], [], [(200, 0)]]) == [
        [], [1], [1, 2], [], [2]]


def test_who_is_away_for_long_is_somebody_new():
    for patience, last in ((1, 1), (.2, 2)):
        assert ids([[(0, 0)], [], [], [(0, 0)]], patience=patience)[-1] == [
            last]


def test_two_who_cross_keep_their_ids():
    """Both walk 10 pixels a frame; they meet at frame 10, unseen for two."""
    frames = [[(10 * i, 0), (200 - 10 * i, 2)] for i in range(21)]
    frames[10] = frames[10][:1]
    frames[11] = []
    found = ids(frames)
    assert found[:10] == [[1, 2]] * 10 and found[12:] == [[1, 2]] * 9


def test_boxes_are_expected_where_people_go():
    tracker = Tracker(SIGMAS)
    assert tracker.expected_boxes(0).shape == (0, 5)
    for i in range(4):
        tracker.update(people([(10 * i, 5 * i)]), .1 * i)
    np.testing.assert_allclose(
        tracker.expected_boxes(.4), [[40, 20, 60, 80, 1]], atol=1e-4)


def test_expected_boxes_keep_the_score_of_the_detector():
    tracker = Tracker(SIGMAS)
    for i, score in enumerate((.9, .4)):
        tracker.update(people([(0, 0)], score=score), .1 * i)
        assert tracker.expected_boxes(.1)[0, 4] == np.float32(score)


def test_who_left_is_not_expected():
    """The detector finds nobody: nor do the frames after it."""
    tracker = Tracker(SIGMAS)
    tracker.update(people([(0, 0), (200, 0)]), 0)
    tracker.update(people([(0, 0)]), .1)
    assert tracker.expected_boxes(.2)[:, 0] == [0]
    tracker.update(people([]), .2)
    assert len(tracker.expected_boxes(.3)) == 0
    assert tracker.update(people([(0, 0)]), .4) == [1]  # but is known


def filtered(points: np.ndarray, fps: float) -> np.ndarray:
    """(T, 2) places of one person -> those of the filter's first keypoint."""
    smooth, found = OneEuroFilter(), []
    for i, place in enumerate(points):
        frame = people([place], time=i / fps, ids=np.array([7]))
        smooth(frame)
        found.append(frame.keypoints[0, 0].copy())
    return np.array(found)


def test_jitter_is_halved_with_less_than_a_frame_of_lag():
    """Noise of a pixel on a person of 35 pixels' size who sways slowly."""
    fps, count = 25, 300
    time = np.arange(count) / fps
    truth = np.stack([20 * np.sin(time), 0 * time], 1)
    noise = np.random.default_rng(0).normal(0, .5, truth.shape)
    got = filtered(truth + noise, fps)

    def jitter(points):
        return np.diff(points - truth, 2, axis=0).std()

    assert jitter(got) < .5 * jitter(truth + noise)
    lags = np.arange(0, 3, .05)
    errors = [np.square(np.interp(
        time - lag / fps, time, truth[:, 0])[25:] - got[25:, 0]).mean()
        for lag in lags]
    assert lags[np.argmin(errors)] <= 1
    assert np.square(got - truth).mean() < np.square(noise).mean()


def test_a_jump_is_followed_and_rest_is_kept():
    still = filtered(np.full((5, 2), 30.), 25)
    np.testing.assert_allclose(still, 30, atol=1e-4)
    jump = filtered(np.array([[0, 0]] * 5 + [[200, 0]] * 5, float), 25)
    assert jump[6, 0] > 150


def test_who_left_long_ago_is_forgotten():
    smooth = OneEuroFilter()
    for i in range(100):  # somebody new in each second
        smooth(people([(0, 0)], time=i, ids=np.array([i])))
    assert len(smooth._states) <= 11


@pytest.fixture(scope='module')
def poser() -> Poser:
    return Poser(shipped_config('mspn/quickstart.py'),
                 shipped_config('mspn/quickstart.pth'), runtime='torch')


@pytest.mark.parametrize('every', (
    pytest.param(1, marks=pytest.mark.long), 3))
def test_rendered_people_who_cross_keep_their_ids(poser, every):
    """In at least 95 % of the frames in which they are found."""
    scene = list(crossing(45))
    sources = [Source(picture, None, i, i / 15)
               for i, (picture, _) in enumerate(scene)]
    owners = {0: [], 1: []}
    for found, (_, truth) in zip(
            poser.stream(sources, every=every), scene):
        for person, number in zip(found.keypoints, found.ids):
            far = np.linalg.norm(person - truth, axis=2).mean(1)
            if far.min() < 15:
                owners[int(far.argmin())].append(int(number))
    for numbers in owners.values():
        assert len(numbers) >= 30
        most = max(map(numbers.count, set(numbers)))
        assert most >= .95 * len(numbers), numbers


@pytest.mark.long
def test_jitter_of_rendered_people_is_halved(poser):
    """By no more than a frame of lag, both beside the truth."""
    fps, raw, smooth = 30, {0: [], 1: []}, OneEuroFilter()
    scene = list(crossing(90))
    for found, (_, truth) in zip(poser.stream(
            Source(picture, None, i, i / fps)
            for i, (picture, _) in enumerate(scene)), scene):
        before = found.keypoints.copy()
        smooth(found)
        for a, b in zip(before, found.keypoints):
            far = np.linalg.norm(a - truth, axis=2).mean(1)
            if far.min() < 15:
                owner = int(far.argmin())
                raw[owner].append((a - truth[owner], b - truth[owner]))
    for owner, errors in raw.items():
        before, after = np.array(errors).swapaxes(0, 1)
        assert np.diff(after, 2, axis=0).std() < .5 * np.diff(
            before, 2, axis=0).std()
        speed = (.7 if owner == 0 else -.7) * 320 / 89  # pixels a frame
        assert np.median((before - after)[10:, :, 0]) / speed <= 1


def test_frames_between_detections_do_not_ask_the_detector(
        poser, monkeypatch):
    detect, calls = poser.topdown.detect, []

    def counted(picture):
        calls.append(1)
        return detect(picture)

    monkeypatch.setattr(poser.topdown, 'detect', counted)
    picture = next(crossing(2))[0]
    sources = [Source(picture, None, i, i / 15) for i in range(5)]
    for smooth in True, 'savitzky-golay':
        calls.clear()
        found = list(poser.stream(sources, every=2, smooth=smooth))
        assert len(calls) == 3
        assert [people.ids.tolist() for people in found] == [[1, 2]] * 5
        for people_ in found[1:]:
            np.testing.assert_allclose(
                people_.keypoints, found[0].keypoints, atol=2)
    for wrong in dict(every=0), dict(smooth='median'):
        with pytest.raises(ValueError, match='it has to be'):
            next(poser.stream(sources, **wrong))

import numpy as np
from scipy.signal import savgol_filter

from mspn_plugin.inference.savitzky_golay import savitzky_golay
from tests.inference.test_tracking import people


def smoothed(points: np.ndarray, times=None, ids=None, **options) -> list:
    """(T, 2) places of one person -> those of the first keypoint."""
    times = np.arange(len(points)) / 25 if times is None else times
    ids = [7] * len(points) if ids is None else ids
    frames = [people([place], time, np.array([number]))
              for place, time, number in zip(points, times, ids)]
    found = list(savitzky_golay(iter(frames), **options))
    assert all(a is b for a, b in zip(found, frames))
    return [frame.keypoints[0, 0] for frame in found]


def test_equally_spaced_frames_are_filtered_as_by_scipy():
    points = np.random.default_rng(0).normal(50, 9, (40, 2))
    found = smoothed(points, window=7)
    assert len(found) == 40
    np.testing.assert_allclose(
        found[3:-3], savgol_filter(points, 7, 2, axis=0)[3:-3], atol=1e-3)


def test_a_parabola_is_kept_whatever_the_times():
    """Also at the ends, where the fit has fewer frames."""
    times = np.array([0, .1, .2, .5, .6, 1, 1.1, 1.2])
    points = np.stack([times**2, 3 * times], 1) * 40
    np.testing.assert_allclose(
        smoothed(points, times, window=5), points, atol=1e-3)


def test_jitter_is_halved_and_nothing_lags():
    time = np.arange(300) / 25
    truth = np.stack([20 * np.sin(time), 0 * time], 1)
    noise = np.random.default_rng(0).normal(0, .5, truth.shape)
    error = smoothed(truth + noise) - truth
    assert np.diff(error, 2, axis=0).std() < .2 * np.diff(
        noise, 2, axis=0).std()
    assert error.std() < .5 * noise.std()


def test_other_people_and_breaks_are_not_mixed():
    """The third frame has somebody else."""
    points = np.array([[0, 0], [0, 0], [200, 0], [100, 0], [100, 0.]])
    found = smoothed(points, ids=[1, 1, 2, 1, 1])
    np.testing.assert_allclose(found, points, atol=1e-4)
    assert list(savitzky_golay(iter([]))) == []
    nobody = people([], 0., np.zeros(0, int))
    assert list(savitzky_golay(iter([nobody]))) == [nobody]

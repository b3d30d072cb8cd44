import copy

import numpy as np
import pytest

from mspn_plugin.host import label_corrections
from mspn_plugin.host.label_corrections import correct

VALUES = (0, 0., -0., -1, -1., 1, 2., 7.5, None, True, float('nan'),
          float('inf'), '3')


def person(number: int, points: list) -> dict:
    return dict(id=number, image_id=1, category_id=1, bbox=[0, 0, 9, 9],
                area=5, iscrowd=0, keypoints=points)


def test_whole_numbers_and_floats_are_corrected_alike():
    for kind in (int, float):
        points = [kind(n) for n in (3, 4, 2, 0, 0, 1, 5, 6, -1, 0, 0, 0)]
        content = dict(annotations=[dict(person(1, points), num_keypoints=3)])
        assert correct(content).keys() == {
            'no_categories', 'labelled_origin', 'negative_visibility',
            'wrong_count'}
        found, = content['annotations']
        assert found['keypoints'] == [3, 4, 2] + 9 * [0]
        assert found['num_keypoints'] == 1


@pytest.mark.parametrize('share', (0, .1, 1))
def test_the_fast_check_changes_no_result(share, monkeypatch):
    """A share of the values are unusual, such as null; others are floats."""
    random = np.random.default_rng(0)

    def value():
        if random.random() < share:
            return VALUES[random.integers(len(VALUES))]
        return float(random.integers(3))

    fast = dict(annotations=[
        person(i, [value() for _ in range(9)]) for i in range(1, 400)])
    slow = copy.deepcopy(fast)
    found = correct(fast)
    monkeypatch.setattr(label_corrections, '_ordinary', lambda points: False)
    assert found == correct(slow)
    assert repr(fast) == repr(slow)  # repr: nan is not nan

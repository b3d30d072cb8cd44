import numpy as np
import pytest

from mspn_plugin.visualization.labels import draw_ids, draw_legend
from mspn_plugin.visualization.people import line_widths
from mspn_plugin.visualization.sides import COLOURS, has_sides, side_colours

NAMES = ['nose', 'left_hip', 'right_hip', 'Left Knee']


def test_left_right_and_middle_have_colours_of_their_own():
    points, links = side_colours(NAMES, [(1, 3), (0, 2), (1, 2), (0, 0)])
    left, right, middle = (
        list(COLOURS[x]) for x in ('left', 'right', 'middle'))
    assert points.tolist() == [middle, left, right, left]
    assert links.tolist() == [left, right, middle, middle]
    assert side_colours(NAMES, [])[1].shape == (0, 3)


def test_names_without_sides_keep_the_data_sets_colours():
    assert has_sides(NAMES)
    assert not has_sides(['nose', 'tip', 'left_ear'])
    assert not has_sides([])


def test_the_legend_is_in_the_lower_left_corner_of_large_pictures():
    picture = np.full((480, 640, 3), 200, np.uint8)
    draw_legend(picture)
    assert (picture[:400] == 200).all() and (picture[:, 400:] == 200).all()
    corner = picture[400:, :400].astype(int)
    for which in ('left', 'right'):  # the edges of letters are mixed colours
        assert abs(corner - COLOURS[which][::-1]).max(2).min() < 40
    for size in (100, 640), (640, 190):
        small = np.full((*size, 3), 200, np.uint8)
        draw_legend(small)
        assert (small == 200).all()


@pytest.mark.parametrize('size', [(1200, 200), (160, 900), (2000, 700)])
def test_the_legend_is_whole_in_narrow_pictures(size):
    picture = np.full((*size, 3), 200, np.uint8)
    draw_legend(picture)
    changed = np.argwhere((picture != 200).any(2))
    assert len(changed) and changed[:, 1].max() < size[1] - 1


def test_ids_are_above_the_boxes_and_inside_the_picture():
    picture = np.full((200, 300, 3), 90, np.uint8)
    draw_ids(picture, np.array([[50, 100, 90, 190], [200, -9, 250, 50]]),
             [3, 12])
    changed = np.argwhere((picture != 90).any(2))
    first = changed[changed[:, 1] < 150]
    assert len(first) and first[:, 0].min() > 80 and first[:, 0].max() < 104
    second = changed[changed[:, 1] >= 150]
    assert len(second) and second[:, 0].max() < 20


def test_lines_are_as_wide_as_people_are_large():
    boxes = [[0, 0, 90, 90.], [0, 0, 180, 720], [9, 9, 369, 369], [5] * 4]
    assert line_widths(np.array(boxes)).tolist() == [1, 4, 4, 1]

import numpy as np

from mspn_plugin.visualization.labels import draw_ids, draw_legend
from mspn_plugin.visualization.people import line_width
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
    small = np.full((100, 640, 3), 200, np.uint8)
    draw_legend(small)
    assert (small == 200).all()


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
    assert line_width(np.array([[0, 0, 90, 90.]])) == 1
    assert line_width(np.array([[0, 0, 360, 360.]])) == 4
    assert line_width(np.array([[0, 0, 1, 1.], [0, 0, 360, 360],
                                [9, 9, 369, 369]])) == 4
    assert line_width(np.array([[5, 5, 5, 5.]])) == 1

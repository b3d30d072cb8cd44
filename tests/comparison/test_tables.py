"""Order of rows and columns; Markdown and LaTeX."""

import pytest

from mspn_plugin.comparison.plots import accuracy_and_cost
from mspn_plugin.comparison.tables import (
    Layout,
    arrange,
    column_names,
    parts_by_row,
    to_latex,
    to_markdown,
)

RECORDS = [
    {'config': 'a_1', 'GMACs': 2., 'memory': '', 'PCK': 50., 'neck, GMACs': 1},
    {'config': 'b|2', 'GMACs': 10., 'memory': None},
    {'config': 'c', 'GMACs': 3., 'PCK': 60., 'PCK, spread': 1.5}]


def test_the_result_is_beside_the_name_and_the_best_first():
    table = arrange(RECORDS, 'PCK')
    assert [row['config'] for row in table] == ['c', 'a_1', 'b|2']
    assert column_names(table) == ['config', 'PCK', 'PCK, spread', 'GMACs']


def test_columns_and_order_can_be_chosen():
    table = arrange(RECORDS, 'PCK', Layout(
        ['GMACs', 'config'], 'GMACs', ascending=True))
    assert [list(row.items()) for row in table] == [
        [('GMACs', 2.), ('config', 'a_1')], [('GMACs', 3.), ('config', 'c')],
        [('GMACs', 10.), ('config', 'b|2')]]  # 10 after 3: numbers
    assert arrange(RECORDS[:1], None, Layout(
        ['config=network', 'PCK=PCK, %'])) == [
            {'network': 'a_1', 'PCK, %': 50.}]
    assert [row['config'] for row in arrange(RECORDS, None, Layout(
        sort='config'))] == ['a_1', 'b|2', 'c']
    with pytest.raises(ValueError, match="no column 'AP'; the table has "
                       "'config', 'GMACs'"):
        arrange(RECORDS, 'PCK', Layout(sort='AP'))


def test_parts_have_a_table_of_their_own():
    assert parts_by_row(RECORDS) == [dict(config='a_1', neck=1)]


def test_markdown_and_latex():
    table = arrange(RECORDS[:2], None, Layout(['config', 'GMACs']))
    assert to_markdown(table) == (
        '| config | GMACs |\n| --- | --- |\n| a_1 | 2.0 |\n'
        '| b\\|2 | 10.0 |\n')
    assert to_latex(table).splitlines() == [
        r'\begin{tabular}{lr}', r'\toprule', r'config & GMACs \\', r'\midrule',
        r'a\_1 & 2.0 \\', r'b|2 & 10.0 \\', r'\bottomrule', r'\end{tabular}']


def test_labels_do_not_overlap_and_stay_in_the_axes():
    """Eight points of nearly the same place."""
    points = [(f'network_{i}', 1e9 * (1 + i / 50), 50 + i / 9)
              for i in range(8)]
    figure = accuracy_and_cost([*points, ('far', 9e9, 70)], 'PCK', '')
    figure.draw_without_rendering()
    axes, = figure.axes
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 9
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:i])
        assert axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1

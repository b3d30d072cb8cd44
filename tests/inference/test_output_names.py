import os
from pathlib import Path

import numpy as np

from mspn_plugin.inference.drawings import write_drawing
from mspn_plugin.inference.output_names import OutputNames


def names(out: Path, paths, folders=(), known=None) -> list:
    namer = OutputNames(out, [Path(f) for f in folders], known)
    return [str(namer(Path(p)).relative_to(out)) for p in paths]


def test_files_of_one_name_are_drawn_to_different_paths(tmp_path):
    assert names(tmp_path, ('a/x.jpg', 'b/x.png', 'x.mp4', 'y.JPG', 'Y.png')
                 ) == ['x.jpg', 'x_2.jpg', 'x.mp4', 'y.jpg', 'Y_2.jpg']


def test_sub_folders_are_kept(tmp_path):
    assert names(
        tmp_path, ('p/x.jpg', 'p/a/x.jpg', 'p/a/b/x.jpg', 'q/a/x.jpg',
                   'x.jpg'), ('p', 'q')) == [
            'x.jpg', 'a/x.jpg', 'a/b/x.jpg', 'a/x_2.jpg', 'x_2.jpg']


def test_a_file_that_is_no_drawing_is_not_replaced(tmp_path):
    (tmp_path / 'x.jpg').write_text("somebody's")
    write_drawing(tmp_path / 'y.jpg', np.zeros((8, 8, 3), np.uint8))
    assert names(tmp_path, ('x.jpg', 'y.jpg')) == ['x_2.jpg', 'y.jpg']


def test_a_folder_by_the_name_is_left_to_be_an_error(tmp_path):
    (tmp_path / 'x.jpg').mkdir()
    assert names(tmp_path, ('x.jpg', )) == ['x.jpg']


def test_earlier_drawings_keep_their_names(tmp_path):
    assert names(tmp_path, ('a/x.jpg', 'b/x.jpg'), known={
        'b/x.jpg': 'x.jpg'}) == ['x_2.jpg', 'x.jpg']


def test_drawings_have_names_that_every_program_can_open(tmp_path):
    path = os.fsdecode(b'caf\xe9.avi')
    assert names(tmp_path, (path, 'für été.png')) == [
        'caf\\xe9.mp4', 'für été.jpg']

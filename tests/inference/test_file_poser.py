from pathlib import Path

import numpy as np
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from mspn_plugin.inference import people_as_dicts
from mspn_plugin.inference.file_poser import output_paths


def test_files_of_equal_names_have_different_output_paths():
    paths = [Path(p) for p in ('a/x.jpg', 'b/x.png', 'x.mp4', 'y.jpg')]
    found = output_paths(paths, Path('out'))
    assert [p.stem for p in found] == ['x', 'x_2', 'x_3', 'y']
    assert {p.parent for p in found} == {Path('out')}


def test_people_as_dicts():
    people = PoseDataSample(
        pred_instances=InstanceData(
            keypoints=np.array([[[1.234, 5.678], [9, 10]]], np.float32),
            keypoint_scores=np.array([[.123456, 1]], np.float32),
            bboxes=np.array([[0, 1, 2.346, 3]], np.float32),
            bbox_scores=np.array([.98768], np.float32)))
    assert people_as_dicts(people) == [
        dict(
            keypoints=[[1.23, 5.68], [9, 10]],
            scores=[.1235, 1],
            box=[0, 1, 2.35, 3],
            box_score=.9877)
    ]

"""The programs that measure detectors, on boxes and files made here."""

import sys
from importlib import import_module

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.conftest import ROOT
from tests.test_photographs_project import LIMB_JOINTS, N, person

ort = pytest.importorskip('onnxruntime')
sys.path.insert(0, str(ROOT / 'projects/photographs'))
chain, detection, nanodet_onnx, nobody = map(
    import_module, ('chain', 'detection', 'nanodet_onnx', 'nobody'))
Scene = detection.Scene
PERSON = np.array([[0., 0, 100, 100]])


def boxes(*rows) -> np.ndarray:
    return np.array(rows, float).reshape(-1, 5)


def test_each_box_finds_one_person():
    """Boxes of IoU 0.8, 0.9 and 0.5 with the first; 0.49 with the second."""
    labelled = np.array([[0., 0, 100, 100], [200, 0, 300, 100]])
    found = boxes((0, 0, 100, 90, .6), (0, 0, 100, 80, .9),
                  (200, 0, 300, 49, .8))
    assert detection.match(found, labelled).tolist() == [1, -1]
    found[2, 3] = 50
    assert detection.match(found, labelled).tolist() == [1, 2]
    assert detection.match(boxes(), labelled).tolist() == [-1, -1]


def test_recall_of_all_and_of_tall_people():
    small = np.array([[0., 0, 50, 95]])
    scenes = [Scene(boxes((0, 0, 100, 100, .9), (5, 5, 9, 9, .8)), PERSON),
              Scene(boxes(), PERSON), Scene(boxes(), small)]
    assert detection.measure(scenes) == dict(
        recall=33.3, recall_tall=50.0, precision=50.0, boxes_a_picture=.67,
        people=3, tall=2)


def test_the_chosen_threshold_has_the_highest_f1():
    """Hits of .8 and .5, misses of .6 and .2, a double of .79."""
    scenes = [
        Scene(boxes((0, 0, 100, 100, .8), (0, 0, 100, 60, .79)), PERSON),
        Scene(boxes((0, 0, 100, 100, .5), (300, 0, 400, 99, .2)), PERSON),
        Scene(boxes((300, 0, 400, 99, .6)), PERSON)]
    assert detection.f1(scenes, .4, .5) == pytest.approx(2 * 2 / (3 + 3))
    assert detection.f1(scenes, .4, .7) == pytest.approx(2 * 2 / (4 + 3))
    assert detection.f1(scenes, .1, .5) == pytest.approx(2 * 2 / (4 + 3))
    assert detection.f1(scenes, .7, .5) == pytest.approx(2 * 1 / (1 + 3))
    assert detection.choose(scenes, (.1, .4, .7), (.5, .7)) == (.4, .5)
    assert detection.boxes_a_picture(scenes, .4, .5) == 1
    assert detection.choose(
        scenes, (.1, .4, .7), (.5, .7), max_boxes=.9) == (.7, .5)
    with pytest.raises(ValueError, match='more than 0.1 boxes'):
        detection.choose(scenes, (.1, .4), (.5, ), max_boxes=.1)


def test_joints_of_people_not_found_are_wrong():
    people = [person(1)._replace(box=PERSON[0]),
              person(2)._replace(box=PERSON[0])]
    pictures = chain.group(people)
    assert [len(p) for p in pictures] == [1, 1]
    answers = iter([boxes((0, 0, 100, 95, .9)), boxes((0, 0, 10, 10, .9))])
    scenes = chain.detect(lambda picture: next(answers), pictures)
    seen = []

    def network(picture, box):
        seen.append(box.tolist())
        points = people[0].keypoints.copy()
        points[N('left_ankle')] += 99
        return points, np.ones(19)
    assert chain.share(network, pictures, scenes) == pytest.approx(
        100 * 2 / 6, abs=.05)
    assert seen == [[0, 0, 100, 95]]
    true = chain.true_scenes(pictures)
    assert chain.share(network, pictures, true) == pytest.approx(
        100 * 4 / 6, abs=.05)
    assert 'left_ankle' in LIMB_JOINTS


@pytest.mark.parametrize('kind', nobody.KINDS)
def test_pictures_without_people_are_the_same_in_every_run(kind):
    one, other = (list(nobody.pictures(kind, 2)) for _ in range(2))
    np.testing.assert_array_equal(one, other)
    assert one[0].shape == (480, 640, 3) and one[0].dtype == np.uint8
    assert (one[0] != one[1]).any()


def nanodet_like() -> onnx.ModelProto:
    """Three strides of a 1x1 convolution, 80 scores and 44 distributions."""
    random = np.random.RandomState(0)
    nodes, weights, outputs = [], [], []
    for stride in (32, 8, 16):
        weight = random.randn(124, 3, 1, 1).astype(np.float16)
        weights.append(numpy_helper.from_array(
            weight.astype(np.float32), f'w{stride}'))
        names = [f'{name}{stride}' for name in ('pool', 'map', 'score',
                                                'box', 'out')]
        nodes += [
            helper.make_node('AveragePool', ['x'], names[:1],
                             kernel_shape=[stride] * 2,
                             strides=[stride] * 2),
            helper.make_node('Conv', [names[0], f'w{stride}'], names[1:2]),
            helper.make_node('Split', [names[1], 'parts'], names[2:4],
                             axis=1),
            helper.make_node('Sigmoid', names[2:3], names[4:])]
        outputs.append(helper.make_tensor_value_info(
            names[4], TensorProto.FLOAT, (1, 80, 64 // stride, 64 // stride)))
    weights.append(numpy_helper.from_array(np.array([80, 44]), 'parts'))
    picture = helper.make_tensor_value_info(
        'x', TensorProto.FLOAT, (1, 3, 64, 64))
    return helper.make_model(
        helper.make_graph(nodes, 'g', [picture], outputs, weights),
        ir_version=9, opset_imports=[helper.make_opsetid('', 17)])


def test_of_nanodet_the_person_and_the_box_sides_remain():
    whole = nanodet_like()
    whole.graph.output.extend(
        helper.make_tensor_value_info(f'map{s}', TensorProto.FLOAT, None)
        for s in (8, 16, 32))
    array = np.random.RandomState(1).randn(1, 3, 64, 64).astype(np.float32)
    maps = ort.InferenceSession(whole.SerializeToString()).run(
        ['map8', 'map16', 'map32'], dict(x=array))
    part = nanodet_onnx.describe(nanodet_onnx.halve(
        nanodet_onnx.prune(nanodet_like())))
    session = ort.InferenceSession(part.SerializeToString())
    found = session.run(['stride8', 'stride16', 'stride32'],
                        dict(picture=array))
    for got, want in zip(found, maps):
        np.testing.assert_allclose(got, want[:, [0, *range(80, 124)]], 1e-5)
    assert session.get_modelmeta().custom_metadata_map[
        'license'] == 'Apache-2.0'
    stored = [t for t in part.graph.initializer if len(t.dims) == 4]
    assert {t.data_type for t in stored} == {TensorProto.FLOAT16}


def test_a_model_that_is_not_nanodet_is_refused():
    model = nanodet_like()
    del model.graph.node[-1]
    with pytest.raises(ValueError, match='2 strides found, not 3'):
        nanodet_onnx.prune(model)

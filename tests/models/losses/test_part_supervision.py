import pytest
import torch
from mmpose.registry import KEYPOINT_CODECS

from mspn_plugin.models.losses import HeatmapSupervision, PartSupervision
from tests.conftest import build, tiny_config

NAMES = (('s1_r4', 's1_r8'), ('s2_r4', 's2_r8'))
KERNELS = dict(kernels=(5, 7, 9))


@pytest.fixture
def codec():
    return KEYPOINT_CODECS.build(
        dict(type='MultiStageHeatmap', input_size=(64, 96)))


def batch(keypoints: int):
    """Heatmaps ``[stage][resolution]``, keypoints and weights of two."""
    heatmaps = tuple(
        tuple(255 * torch.rand(2, keypoints, 24, 16) for _ in range(2))
        for _ in range(2))
    return (heatmaps, 60 * torch.rand(2, keypoints, 2),
            torch.randint(0, 2, (2, keypoints)).float())


def part_of(maps, points, weights, first, last):
    return (tuple(tuple(x[:, first:last] for x in row) for row in maps),
            points[:, first:last], weights[:, first:last])


def test_a_loss_is_the_weighted_sum_of_the_parts_own(codec):
    parts = dict(
        body=dict(keypoints=4, topk=2),
        hand=dict(keypoints=3, weight=.5, kernels=(3, 5, 7), topk=None))
    data = batch(7)
    found = PartSupervision(parts, **KERNELS)(
        *data, codec.batch_encode, NAMES)
    body = HeatmapSupervision(topk=2, **KERNELS)(
        *part_of(*data, 0, 4), codec.batch_encode, NAMES)
    hand = HeatmapSupervision(kernels=(3, 5, 7), topk=None)(
        *part_of(*data, 4, 7), codec.batch_encode, NAMES)
    for name in body:
        torch.testing.assert_close(
            found[name], body[name] + .5 * hand[name])
    assert found['s2_r4_hand'] == .5 * hand['loss_s2_r4']
    assert set(found) == {*body, 's2_r4_body', 's2_r4_hand'}


def test_one_part_is_the_plain_supervision(codec):
    data = batch(6)
    found = PartSupervision(dict(all=dict(keypoints=6)), topk=3, **KERNELS)(
        *data, codec.batch_encode, NAMES)
    want = HeatmapSupervision(topk=3, **KERNELS)(
        *data, codec.batch_encode, NAMES)
    assert {name: found[name] for name in want} == want


def test_hard_keypoints_are_those_of_each_part(codec):
    """One of three and two of four: the far ones, wherever they are."""
    parts = dict(a=dict(keypoints=3, topk=1), b=dict(keypoints=4, topk=2))
    points = torch.full((1, 7, 2), 30.)
    heatmaps = codec.batch_encode(points, 5)
    for hard in (1, 4, 6):
        heatmaps[:, hard] = 100
    found = PartSupervision(parts, **KERNELS).mined_keypoints(
        ((heatmaps, ), ) * 2, points, torch.ones(1, 7), codec.batch_encode)
    assert len(found) == 2
    assert found[0][0].nonzero().flatten().tolist() == [1, 4, 6]


@pytest.mark.parametrize('parts, named', (
    ({}, 'at least one part'),
    (dict(face=dict(weight=1.)), "keypoints of the part 'face'"),
    (dict(face=dict(keypoints='68')), "got '68'"),
    (dict(face=dict(keypoints=68, weight=-1.)), "weight of the part 'face'"),
    (dict(face=dict(keypoints=68, kernels=(2, 4, 6))), 'odd'),
))
def test_wrong_parts_are_named(parts, named):
    with pytest.raises(ValueError, match=named):
        PartSupervision(parts).kernel_sizes([2, 2])


def test_another_number_of_keypoints_is_named_when_the_head_is_built():
    loss = dict(
        type='PartSupervision',
        parts=dict(body=dict(keypoints=12), feet=dict(keypoints=4)))
    with pytest.raises(ValueError, match='16 in all; the head has 17'):
        build(tiny_config(2, loss=loss))

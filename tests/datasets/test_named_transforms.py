import numpy as np
import pytest
from mmpose.registry import TRANSFORMS


def transforms(**named):
    return TRANSFORMS.build(dict(type='NamedTransforms', **named))


def test_transforms_run_in_order_without_the_removed_ones():
    both = transforms(
        first=dict(type='GetBBoxCenterScale', padding=2.),
        gone=None,
        second=dict(type='TopdownAffine', input_size=(4, 8)))
    assert [type(t).__name__ for t in both.compose.transforms] == [
        'GetBBoxCenterScale', 'TopdownAffine']
    assert 'padding=2.0' in repr(both)
    assert transforms(one=None)(dict(a=1)) == dict(a=1)


def test_none_of_a_transform_is_returned():
    drop = transforms(
        drop=dict(type='FilterAnnotations', min_gt_bbox_wh=(5, 5),
                  by_box=True, by_kpt=False))
    results = dict(
        bbox=np.array([[0., 0., 2., 2.]]),
        keypoints=np.zeros((1, 1, 2)))
    assert drop(results) is None


@pytest.mark.parametrize('wrong', (3, [dict(type='LoadImage')]))
def test_a_value_that_is_not_a_config_raises(wrong):
    with pytest.raises(TypeError, match='flip must be the config'):
        transforms(flip=wrong)

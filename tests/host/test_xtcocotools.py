"""The stand-in gives the results of xtcocotools 1.14.3."""

import json
from importlib import import_module

import numpy as np
import pytest

from tests.host.stand_in import load

PARTS = dict(keypoints=5, foot_kpts=6, face_kpts=4, lefthand_kpts=3,
             righthand_kpts=3)


def modules(which: str):
    if which == 'stand-in':
        name = load('xtcocotools').__name__
    else:
        name = 'xtcocotools'
        if 'stand_ins' in str(pytest.importorskip(name).__file__):
            pytest.skip('xtcocotools is not installed, only its stand-in')
    return [import_module(f'{name}.{part}').__dict__[what]
            for part, what in (('coco', 'COCO'), ('cocoeval', 'COCOeval'))]


def people(seed: int) -> tuple:
    """Random annotations and results of 40 images."""
    rng = np.random.RandomState(seed)
    truths, results = [], []
    for image in range(40):
        for _ in range(rng.randint(0, 5)):
            x, y, w, h = rng.rand(4) * (200, 200, 120, 120) + 8
            truth = dict(id=len(truths), image_id=image, category_id=1,
                         bbox=[x, y, w, h], area=w * h * rng.rand(),
                         num_keypoints=int(rng.randint(0, 3)))
            if rng.rand() < .1:
                truth['iscrowd'] = 1
            result = dict(image_id=image, category_id=1,
                          score=round(rng.rand(), 1))
            for name, count in PARTS.items():
                points = rng.rand(count, 2) * (w, h) + (x, y)
                seen = rng.randint(0, 3, count) * (rng.rand() < .8)
                near = points + rng.randn(count, 2) * 8 * rng.rand()
                truth[name] = np.c_[points, seen].ravel().tolist()
                result[name] = np.c_[near, rng.rand(count)].ravel().tolist()
            truths.append(truth)
            if rng.rand() < .1:
                result['keypoints'] = [0.] * 15
            if rng.rand() < .9:
                results.append(result)
            if rng.rand() < .3:
                results.append(dict(result, score=float(rng.rand())))
    images = [dict(id=i, crowdIndex=(i % 11) / 10) for i in range(40)]
    return dict(images=images, annotations=truths,
                categories=[dict(id=1, name='person')]), results


def stats(which: str, kind: str, seed: int, use_area: bool, tmp_path):
    coco, evaluation = modules(which)
    content, results = people(seed)
    file = tmp_path / 'annotations.json'
    file.write_text(json.dumps(content))
    truth = coco(str(file))
    count = sum(PARTS.values()) if kind == 'keypoints_wholebody' else \
        PARTS.get(kind.replace('keypoints_', '') + '_kpts', 5)
    sigmas = np.linspace(.03, .1, count)
    run = evaluation(truth, truth.loadRes(results), kind, sigmas, use_area)
    run.params.useSegm = None
    run.evaluate()
    run.accumulate()
    run.summarize()
    return run.stats


@pytest.mark.parametrize('seed', range(3))
@pytest.mark.parametrize('use_area', (True, False))
@pytest.mark.parametrize('kind', (
    'keypoints', 'keypoints_crowd', 'keypoints_body', 'keypoints_foot',
    'keypoints_face', 'keypoints_lefthand', 'keypoints_righthand',
    'keypoints_wholebody'))
def test_equal_to_xtcocotools(kind, use_area, seed, tmp_path):
    expected = stats('xtcocotools', kind, seed, use_area, tmp_path)
    found = stats('stand-in', kind, seed, use_area, tmp_path)
    assert 0 < expected[0] < 1
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_oks_by_hand(tmp_path):
    """One keypoint off by d: exp(-d² / (2 · area · (2 sigma)²)) = 0.6065."""
    coco, evaluation = modules('stand-in')
    truth = coco(ann_data=dict(
        images=[dict(id=7)], categories=[dict(id=1)],
        annotations=[dict(id=0, image_id=7, category_id=1, area=100.,
                          bbox=[0, 0, 10, 20], keypoints=[5, 5, 2])]))
    found = truth.loadRes([dict(image_id=7, category_id=1, score=1.,
                                keypoints=[7, 5, .5])])
    for use_area, oks in ((True, np.exp(-.5)), (False, np.exp(-4 / 8.48))):
        run = evaluation(truth, found, 'keypoints', np.array([.1]), use_area)
        run.evaluate()
        assert run.ious[7, 1] == pytest.approx(oks)


def test_no_results_are_allowed():
    coco, evaluation = modules('stand-in')
    truth = coco(ann_data=people(0)[0])
    run = evaluation(truth, truth.loadRes([]), 'keypoints', np.full(5, .1))
    run.evaluate()
    run.accumulate()
    run.summarize()
    assert run.stats[0] == 0


def test_an_unknown_type_is_named():
    _, evaluation = modules('stand-in')
    with pytest.raises(ValueError, match='keypoints_hand'):
        evaluation(iouType='keypoints_hand')

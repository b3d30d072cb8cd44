"""Deployed networks in threads, copies, files; loading their weights."""

import copy
import io
import pickle
import threading

import pytest
import torch
from mmengine.runner.checkpoint import load_state_dict

from tests.conftest import samples, tiny_config
from tests.engine.test_deploy import used

PICTURES = torch.randn(
    2, 3, 96, 64, generator=torch.Generator().manual_seed(3))


def network(**deploy):
    """The same weights in each call, with flip test as in mmpose's configs."""
    model = used(dict(tiny_config(2), deploy=deploy))
    model.test_cfg = dict(
        flip_test=True, flip_mode='heatmap', shift_heatmap=False)
    return model


@torch.no_grad()
def keypoints(model) -> torch.Tensor:
    data = samples(torch.rand(2, 17, 2), torch.ones(2, 17))
    found = model.predict(PICTURES, data)
    return torch.tensor([
        (*s.pred_instances.keypoints.ravel(),
         *s.pred_instances.keypoint_scores.ravel()) for s in found])


def plain() -> torch.Tensor:
    model = network()
    model.deploy = None
    return keypoints(model)


def near(got: torch.Tensor, want: torch.Tensor) -> bool:
    return torch.allclose(got, want, atol=.01)


def saved(model):
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


def pickled(model):
    return pickle.loads(pickle.dumps(model))


def test_several_threads_may_call_predict_first():
    want = plain()
    for _ in range(5):
        model, found, start = network(), [], threading.Barrier(4)

        def first(model=model, found=found, start=start):
            start.wait()
            found.append(keypoints(model))

        threads = [threading.Thread(target=first) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 4
        assert all(near(x, want) for x in [*found, keypoints(model)])


@pytest.mark.parametrize('duplicate', (copy.deepcopy, pickled, saved))
@pytest.mark.parametrize('when', ('before', 'after'))
def test_a_copy_is_independent(duplicate, when):
    model, want = network(), plain()
    if when == 'after':
        keypoints(model)
    other = duplicate(model)
    assert near(keypoints(other), want)
    with torch.no_grad():
        for weights in other.parameters():
            weights.zero_()
    assert not near(keypoints(other), want)
    assert near(keypoints(model), want)


def test_a_compiled_network_is_pickled_uncompiled():
    model = network(compile=True)
    model._deploy_once()
    model.deployed._compiled = lambda x: x  # like torch's, not picklable
    assert pickled(model).deployed._compiled is None
    assert copy.deepcopy(model).deployed.compile


@pytest.mark.parametrize('load', (
    lambda model, weights: model.load_state_dict(weights),
    lambda model, weights: model.load_state_dict(weights, strict=False),
    lambda model, weights: load_state_dict(model, weights),
), ids=('strict', 'not strict', 'mmengine'))
def test_loading_weights_after_deployment_raises(load):
    model, weights = network(), network().state_dict()
    keypoints(model)
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(RuntimeError, match='Load weights before'):
        load(model, weights)
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, before[name])


def test_weights_load_before_deployment_and_from_deployed_networks():
    model, other = network(), network()
    with torch.no_grad():
        for weights in model.parameters():
            weights.zero_()
    model.load_state_dict(other.state_dict())
    want = plain()
    assert near(keypoints(model), want) and near(keypoints(other), want)
    with torch.no_grad():
        for weights in model.parameters():
            weights.zero_()
    assert not near(keypoints(model), want)
    model.load_state_dict(other.state_dict())
    assert near(keypoints(model), want)


@pytest.mark.parametrize('later', (dict(stages=1), None))
def test_deploy_cannot_change_after_the_first_picture(later):
    model = network()
    keypoints(model)
    model.deploy = later
    with pytest.raises(ValueError, match='cannot be undone'):
        keypoints(model)


def test_a_deployed_network_may_change_its_type():
    model, want = network(), plain()
    keypoints(model)
    assert near(keypoints(model.double()), want)
    assert near(keypoints(model.float().to('cpu')), want)

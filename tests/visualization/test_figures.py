import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmengine.visualization import BaseVisBackend
from mmpose.registry import DATASETS, VISBACKENDS

from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.visualization import (
    RefinementHook,
    figure_to_array,
    plot_contact_sheet,
    plot_refinement,
    predict_stages,
)
from tests.conftest import ROOT, build, tiny_config

SKELETON = ((0, 1), (5, 6))


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 2)
    return root


@pytest.fixture
def crop(people):
    """One of a training pipeline, one of a test pipeline: (train, test)."""
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    config.merge_from_dict(
        dict(codec=dict(tiny_config()['head']['decoder'], _delete_=True),
             crop=dict(use_udp=False),
             augmentation=dict(flip=None, bbox=None)))
    train, test = config.train_pipeline, config.val_pipeline
    return [
        DATASETS.build(
            dict(type='RenderedPeopleDataset', split='train', num_images=2,
                 data_root=str(people), pipeline=pipeline, test_mode=mode))[0]
        for pipeline, mode in ((train, False), (test, True))
    ]


def test_predictions_equal_the_heatmaps_of_the_network(crop):
    model = build(tiny_config(num_stages=3)).train()
    predictions = predict_stages(model, **crop[1])
    assert model.training
    model.eval()
    batch = model.data_preprocessor(pseudo_collate([crop[1]]))
    with torch.no_grad():
        last = model.head(model.extract_feat(batch['inputs']))
    torch.testing.assert_close(
        torch.from_numpy(predictions.heatmaps[-1]), last[0])
    want, _ = model.head.decoder.batch_decode(last)
    np.testing.assert_allclose(predictions.keypoints[-1], want[0, 0])
    assert len(predictions.heatmaps) == len(predictions.keypoints) == 3
    np.testing.assert_array_equal(
        predictions.picture, crop[1]['inputs'].numpy().transpose(1, 2,
                                                                 0)[..., ::-1])


def test_both_pipelines_give_the_same_ground_truth(crop):
    train, test = (
        predict_stages(build(tiny_config()), **c).ground_truth for c in crop)
    labelled = train.visible & test.visible
    assert labelled.sum() > 8
    np.testing.assert_allclose(
        train.keypoints[labelled], test.keypoints[labelled], atol=1e-3)


def test_ground_truth_equals_the_targets_of_the_loss(crop):
    model = build(tiny_config(loss=dict(topk=3)))
    predictions = predict_stages(model, **crop[0])
    assert [t.shape
            for t in predictions.ground_truth.targets] == [(17, 24, 16)] * 2
    losses = [
        ((h - t)**2).mean((1, 2)) * predictions.ground_truth.visible
        for h, t in zip(predictions.heatmaps, predictions.ground_truth.targets)
    ]
    for loss, mined in zip(losses, predictions.ground_truth.mined):
        assert mined.sum() == 3
        assert set(np.flatnonzero(mined)) == set(np.argsort(loss)[-3:])
    assert model.head.loss_module.kernel_sizes([4, 4])[0][0] == 7
    assert (predictions.ground_truth.targets[0].sum()
            > predictions.ground_truth.targets[1].sum())


def test_without_ohkm_all_labelled_keypoints_are_selected(crop):
    truth = predict_stages(
        build(tiny_config(loss=dict(topk=None))), **crop[0]).ground_truth
    for mined in truth.mined:
        np.testing.assert_array_equal(mined, truth.visible)


def test_rings_mark_the_keypoints_that_ohkm_selects(crop):
    def rings(topk):
        predictions = predict_stages(
            build(tiny_config(loss=dict(topk=topk))), **crop[0])
        axes = plot_refinement(predictions, SKELETON).axes[-1]
        return predictions, [line.get_xydata() for line in axes.lines
                             if line.get_fillstyle() == 'none']

    predictions, found = rings(3)
    np.testing.assert_allclose(
        found[0],
        predictions.ground_truth.keypoints[predictions.ground_truth.mined[-1]])
    assert rings(None)[1] == []


def test_without_ground_truth_there_is_one_row(crop):
    del crop[1]['data_samples'].gt_instances.keypoints
    predictions = predict_stages(build(tiny_config()), **crop[1])
    assert predictions.ground_truth is None
    figure = plot_refinement(predictions, SKELETON)
    assert len(figure.axes) == 3
    assert figure_to_array(figure).ptp() > 100


def test_a_contact_sheet_shows_all_people_and_stages(crop):
    predictions = predict_stages(build(tiny_config()), **crop[1])
    figure = plot_contact_sheet(
        [predictions] * 5, list('abcde'), SKELETON, columns=2)
    assert len(figure.axes) == 3 * 2 * 3
    titles = [axes.get_title() for axes in figure.axes]
    assert titles[:6] == ['a', 'stage 1', 'stage 2', 'b', 'stage 1', 'stage 2']
    assert titles[12] == 'e' and titles[15] == ''


@VISBACKENDS.register_module()
class Remember(BaseVisBackend):
    """A backend of mmengine's Visualizer that stores pictures."""
    predictions = []

    def __init__(self, save_dir=None):
        pass

    def _init_env(self):
        pass

    @property
    def experiment(self):
        return self

    def add_config(self, config, **_):
        pass

    def add_image(self, name, image, step=0, **_):
        self.predictions.append((name, image.shape, image.dtype, step))


def test_the_hook_passes_figures_to_every_backend(people, tmp_path):
    Remember.predictions.clear()
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    config.merge_from_dict({
        'load_from': None, 'work_dir': str(tmp_path),
        'train_cfg.max_epochs': 1, 'train_cfg.val_interval': 9,
        'train_dataloader.batch_size': 1, 'train_dataloader.num_workers': 0,
        'train_dataloader.persistent_workers': False,
        'train_dataloader.dataset.data_root': str(people),
        'train_dataloader.dataset.num_images': 2,
        'visualizer.vis_backends': [dict(type='Remember')],
        'visualizer.name': 'hook', 'experiment_name': 'hook',
        'custom_hooks': [dict(type='RefinementHook', interval=2, people=1)],
    })
    for key in ('val_dataloader', 'val_cfg', 'val_evaluator',
                'test_dataloader', 'test_cfg', 'test_evaluator'):
        config[key] = None
    runner = Runner.from_cfg(config)
    runner.train()
    steps = [step for *_, step in Remember.predictions]
    assert steps == list(range(2, runner.max_iters + 1, 2)) and steps
    for name, shape, dtype, _ in Remember.predictions:
        assert name == 'refinement_0' and dtype == np.uint8
        assert shape[2] == 3 and shape[0] > 300


def test_the_hook_takes_positive_numbers():
    assert isinstance(RefinementHook(), Hook)
    with pytest.raises(ValueError, match='interval must be at least 1, got 0'):
        RefinementHook(interval=0)

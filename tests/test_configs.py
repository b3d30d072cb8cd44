"""Every shipped config: it builds, and its pipeline trains its network."""

from pathlib import Path

import mmpose
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmpose.registry import DATASETS, MODELS

from mspn_plugin.datasets.rendered_people import render_split

ROOT = Path(__file__).parent.parent
CONFIGS = sorted(
    p.relative_to(ROOT) for p in ROOT.glob('configs/[!_]*/*.py'))


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 2)
    return root


def load(path) -> Config:
    config = Config.fromfile(ROOT / path)
    for part in ('backbone', 'neck'):  # no downloads in tests
        config.model[part].init_cfg = None
        config.model[part].get('encoder', {}).pop('init_cfg', None)
    return config


@pytest.mark.parametrize('path', CONFIGS, ids=lambda path: path.stem)
def test_config_trains_and_predicts_rendered_people(path, people):
    """The config's own pipeline, codec, network and losses; one step."""
    config = load(path)
    model = MODELS.build(config.model)
    keypoints = config.model.head.out_channels
    data = DATASETS.build(
        dict(
            type='RenderedPeopleDataset',
            split='train',
            num_images=2,
            data_root=str(people),
            pipeline=_with_keypoints(config.train_pipeline, keypoints)))
    batch = model.data_preprocessor(
        pseudo_collate([data[0], data[1]]), training=True)
    losses = model.loss(**batch)
    stages = config.model.neck.num_stages
    assert sum(key.startswith('loss_s') for key in losses) == 4 * stages
    total = sum(value for key, value in losses.items() if 'loss' in key)
    total.backward()
    assert all(torch.isfinite(p.grad).all() for p in model.parameters())
    model.eval()
    model.test_cfg['flip_test'] = False
    with torch.no_grad():
        found = model.predict(batch['inputs'][:1], batch['data_samples'][:1])
    assert found[0].pred_instances.keypoints.shape == (1, keypoints, 2)
    for loader in ('val_dataloader', 'test_dataloader'):
        assert config[loader].dataset.pipeline == config.val_pipeline


def _with_keypoints(pipeline, count):
    """Rendered people have 17: the first ``count`` stand in."""
    if count == 17:
        return pipeline
    half = [step for step in pipeline if step.type != 'RandomHalfBody']
    at = [step.type for step in half].index('TopdownAffine')
    mapping = [(i, i) for i in range(count)]
    return half[:at] + [
        dict(
            type='KeypointConverter',
            num_keypoints=count,
            mapping=mapping)
    ] + half[at:]


@pytest.mark.parametrize('path', CONFIGS, ids=lambda path: path.stem)
def test_config_says_only_what_differs(path):
    assert len((ROOT / path).read_text().splitlines()) < 40


def test_no_base_hides_one_of_mmposes():
    """mmpose looks up metainfo such as coco.py in the working folder first."""
    theirs = Path(mmpose.__file__).parent / '.mim/configs/_base_/datasets'
    names = {p.name for p in theirs.glob('*.py')}
    ours = {p.name for p in ROOT.glob('configs/_base_/datasets/*.py')}
    assert 'coco.py' in names
    assert not names & ours


def test_paper_schedule():
    """MSPN, Sec. 4.2: 90k iterations of 256, Adam, 5e-4 to 0, 1e-5."""
    config = load('configs/mspn/td-hm_2xmspn50_8xb32-90k_coco-256x192.py')
    assert config.train_cfg.max_iters == 90000
    assert config.optim_wrapper.optimizer == dict(
        type='Adam', lr=5e-4, weight_decay=1e-5)
    assert config.param_scheduler.end_factor == 0
    assert config.param_scheduler.end == 90000
    assert 8 * config.train_dataloader.batch_size == 256
    rotate = [s for s in config.train_pipeline
              if s.type == 'RandomBBoxTransform'][0]  # yapf: disable
    assert rotate.rotate_factor == 45
    assert tuple(rotate.scale_factor) == (.7, 1.35)

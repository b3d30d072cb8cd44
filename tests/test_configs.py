"""Every shipped config builds, and its pipeline trains its network."""

import copy
import json
import re
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import mmpose
import pytest
import torch
import yaml
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.registry import init_default_scope
from mmpose.registry import DATASETS, KEYPOINT_CODECS, MODELS, TRANSFORMS
from torch import nn

from mspn_plugin.comparison.counting import count_cost
from mspn_plugin.comparison.rows import published_results
from mspn_plugin.datasets import UniformBBoxTransform
from mspn_plugin.datasets.rendered_people import render_split
from mspn_plugin.engine.machine import native_bfloat16
from mspn_plugin.models.heads import RefinedPredictor
from mspn_plugin.models.necks import StackedHourglassNeck
from tests.conftest import quick_weights, return_freed_memory, samples

ROOT = Path(__file__).parent.parent
CONFIGS = sorted(  # of pose networks; detectors have their own test
    p.relative_to(ROOT) for p in ROOT.glob('configs/[!_]*/*.py')
    if p.parent.name != 'detection')
GOLDEN = json.loads((ROOT / 'tests/golden/complexity.json').read_text())


class Built(NamedTuple):
    name: str
    config: Config
    model: nn.Module


@pytest.fixture(scope='module')
def people(tmp_path_factory):
    root = tmp_path_factory.mktemp('people')
    render_split(root, 'train', 2)
    return root


@pytest.fixture(scope='module', params=CONFIGS, ids=lambda path: path.stem)
def built(request):
    """Each config's network is built once for all tests of this file."""
    init_default_scope('mmpose')
    config = read(request.param.stem)
    with quick_weights():
        model = MODELS.build(config.model)
    yield Built(request.param.stem, config, model)
    del model
    return_freed_memory(above=4 << 30)


def check_gradients(model, losses):
    total = sum(value for key, value in losses.items() if 'loss' in key)
    assert torch.isfinite(total)
    model.zero_grad()
    total.backward()
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:  # frozen by the config
            continue
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad.sum()), name


def test_a_config_trains_and_predicts_rendered_people(built, people):
    """One step with the config's pipeline, codec, network and losses.

    Two people, or one with large networks whose norms allow it; pictures of
    96x64 from 1 G on. Counting below has the config's size.
    """
    for loader in ('train_dataloader', 'val_dataloader', 'test_dataloader'):
        pipeline = loader.replace('dataloader', 'pipeline').replace(
            'test', 'val')
        assert built.config[loader].dataset.pipeline == built.config[pipeline]
    skip_a_twin(built.name, at_small_size, 'model', 'codec', 'train_pipeline')
    config, model = at_small_size(built.name), built.model.train()
    keypoints = config.model.head.out_channels
    cost = GOLDEN[built.name]['multiply_adds']
    data = DATASETS.build(
        dict(
            type='RenderedPeopleDataset',
            split='train',
            num_images=2,
            data_root=str(people),
            pipeline=_with_keypoints(config.train_pipeline, keypoints)))
    pictures = 2 if cost < 6e9 or _needs_two(model) else 1
    batch = model.data_preprocessor(
        pseudo_collate([data[i] for i in range(pictures)]), training=True)
    for sample in batch['data_samples']:  # rendered people have 17 keypoints
        sample.set_metainfo(dict(flip_indices=list(range(keypoints))))
    with _codec(model, config.codec):
        losses = model.loss(**batch)
        assert {key for key in losses if 'loss' in key} == set(
            model.head.loss_names)
        check_gradients(model, losses)
        model.eval()
        model.test_cfg['flip_test'] = False
        with torch.no_grad():
            found = model.predict(batch['inputs'][:1],
                                  batch['data_samples'][:1])
    assert found[0].pred_instances.keypoints.shape == (1, keypoints, 2)


def test_a_config_trains_in_bfloat16(built):
    """On 64x64 pictures; if the CPU emulates bfloat16, only one config of
    each network."""
    skip_a_twin(built.name, at_least_size, 'model')
    config, model = at_least_size(built.name), built.model.train()
    twin = min(name for name, golden in GOLDEN.items()
               if golden['parameters'] == GOLDEN[built.name]['parameters'])
    if built.name != twin and not native_bfloat16():
        pytest.skip(f'emulated bfloat16: {twin} is the same network')
    pictures = 1 + (_needs_two(model)  # or one cell at stride 64
                    or isinstance(model.neck, StackedHourglassNeck))
    keypoints = 64 * torch.rand(pictures, config.model.head.out_channels, 2)
    with _codec(model, config.codec), torch.autocast('cpu', torch.bfloat16):
        losses = model.loss(
            torch.randn(pictures, 3, 64, 64),
            samples(keypoints, torch.ones(keypoints.shape[:2])))
        check_gradients(model, losses)


def test_parameters_and_multiply_adds_are_golden(built):
    """Runs after the others, because counting drops the weights.

    If a metafile says how the paper counts, the count agrees with the paper's
    figure within 3 %.
    """
    counted, golden = count_cost(built.model), GOLDEN[built.name]
    assert counted.parameters == golden['parameters']
    assert counted.multiply_adds == golden['multiply_adds']
    assert sum(counted.parts.values()) == counted.multiply_adds
    paper = published_results(Path(built.config.filename))
    if 'Counted' in paper:
        assert getattr(counted, paper['Counted']) == pytest.approx(
            paper['GFLOPs'], rel=.03)
    if 'Parameters (M)' in paper:
        assert counted.parameters / 1e6 == pytest.approx(
            paper['Parameters (M)'], rel=.03)


def test_every_paper_s_rows_are_published():
    """Number of configs that are rows of the papers' tables."""
    rows = {
        folder: [
            p for p in CONFIGS
            if p.parent.name == folder and published_results(ROOT / p)
        ]
        for folder in ('mspn', 'msffn', 'efafnet', 'mscm')
    }
    assert {k: len(v) for k, v in rows.items()} == dict(
        mspn=29, msffn=3, efafnet=26, mscm=2)


def test_every_config_has_golden_numbers():
    assert sorted(GOLDEN) == sorted(path.stem for path in CONFIGS)


@contextmanager
def _codec(model, config):
    """Pictures of another size: another codec, and another classifier of
    coordinates, if there is one; then those of before again."""
    head = model.head
    before = {name: getattr(head, name) for name in ('decoder', 'classifier')
              if hasattr(head, name)}
    head.decoder = KEYPOINT_CODECS.build(config)
    if 'classifier' in before:
        head.classifier = type(head.classifier)(head.decoder)
    yield
    for name, part in before.items():
        setattr(head, name, part)


def _needs_two(model):
    """A norm over one number a channel and picture is in RSN's machine."""
    return any(isinstance(m, RefinedPredictor) for m in model.modules())


@cache
def read(name):
    return Config.fromfile(next(
        ROOT / path for path in CONFIGS if path.stem == name))


def at_least_size(name, size=(64, 64)):
    """A config with pictures of 64x64."""
    config = copy.deepcopy(read(name))
    config.merge_from_dict({'codec.input_size': size})
    return config


def at_small_size(name):
    """A config as its first test trains it: from 1 G on, pictures of 96x64."""
    if GOLDEN[name]['multiply_adds'] < 1e9:
        return read(name)
    return at_least_size(name, (64, 96))


def skip_a_twin(name, config_of, *keys):
    """One of the configs that are equal in all that a test uses is enough:
    others have another data set, schedule or size of the pictures."""
    twin = first_twins(config_of, keys)[name]
    if twin != name:
        pytest.skip(f'in this test, equal to {twin}')


@cache
def first_twins(config_of, keys):
    """Name of each config -> that of the first one that is equal."""
    firsts, found = {}, {}
    for path in CONFIGS:
        config = config_of(path.stem)
        found[path.stem] = firsts.setdefault(
            repr([config[key] for key in keys]), path.stem)
    return found


def _with_keypoints(pipeline, count):
    """Use the first ``count`` of the 17 keypoints of rendered people."""
    if count == 17:
        return pipeline
    converter = dict(
        type='KeypointConverter',
        num_keypoints=count,
        mapping=[(i, i) for i in range(min(count, 17))])
    steps = []
    for step in copy.deepcopy(pipeline):
        if step.type == 'NamedTransforms':
            step.half_body = None
        steps += [converter, step] if step.type == 'TopdownAffine' else [step]
    return steps


@pytest.mark.parametrize('path', CONFIGS, ids=lambda path: path.stem)
def test_a_config_is_short(path):
    assert len((ROOT / path).read_text().splitlines()) < 40


@pytest.mark.parametrize('path', CONFIGS, ids=lambda path: path.stem)
def test_the_rate_scales_from_the_batch_of_the_config(path):
    """`--auto-scale-lr`: the rate is for all processes of the name."""
    config = read(path.stem)
    processes = re.search(r'_(\d+)xb\d+', path.stem)
    batch = config.train_dataloader.batch_size
    assert config.auto_scale_lr.base_batch_size == batch * (
        int(processes[1]) if processes else 1)


def test_every_config_is_in_the_model_index_with_its_cost():
    index = yaml.safe_load((ROOT / 'model-index.yml').read_text())
    models = [
        model for path in index['Import']
        for model in yaml.safe_load((ROOT / path).read_text())['Models']
        if model['In Collection'] != 'Detection'
    ]
    assert sorted(m['Config'] for m in models) == sorted(map(str, CONFIGS))
    for model in models:
        golden = GOLDEN[Path(model['Config']).stem]
        assert model['Metadata']['Parameters'] == golden['parameters']
        assert model['Metadata']['FLOPs'] == golden['multiply_adds']


def test_the_table_of_networks_shows_the_golden_numbers():
    rows = dict(
        re.findall(r'^\| (\S+) \| ([\d.]+ \| [\d.]+) \|',
                   (ROOT / 'docs/networks.md').read_text(), re.M))
    assert rows == {
        name: f'{round(golden["parameters"] / 1e6, 2)} | '
        f'{round(golden["multiply_adds"] / 1e9, 3)}'
        for name, golden in GOLDEN.items()
    }


def test_no_base_shadows_one_of_mmposes():
    """mmpose searches metainfo such as coco.py in the working folder first."""
    theirs = Path(mmpose.__file__).parent / '.mim/configs/_base_/datasets'
    names = {p.name for p in theirs.glob('*.py')}
    ours = {p.name for p in ROOT.glob('configs/_base_/datasets/*.py')}
    assert 'coco.py' in names
    assert not names & ours


def test_paper_schedule():
    """MSPN, Sec. 4.2: 90k iterations of 256, Adam, 5e-4 to 0, 1e-5."""
    config = Config.fromfile(
        ROOT / 'configs/mspn/td-hm_2xmspn50_8xb32-90k_coco-256x192.py')
    assert config.train_cfg.max_iters == 90000
    assert config.optim_wrapper.optimizer == dict(
        type='Adam', lr=5e-4, weight_decay=1e-5)
    assert config.param_scheduler.end_factor == 0
    assert config.param_scheduler.end == 90000
    assert 8 * config.train_dataloader.batch_size == 256
    rotate = config.augmentation.bbox
    assert rotate.rotate_factor == 45
    assert tuple(rotate.scale_factor) == (.7, 1.35)


@pytest.mark.parametrize('name, iterations', (
    ('td-hm_2xmspn50_8xb32-96k_coco-256x192', 96000),
    ('td-hm_4xmspn50_8xb32-29k_mpii-256x256', 28800)))
def test_official_schedule(name, iterations):
    """8 x 5e-4 after 2,400 iterations, linear to 0 at the end."""
    config = Config.fromfile(ROOT / f'configs/mspn/{name}.py')
    warm_up, decay = config.param_scheduler
    assert config.optim_wrapper.optimizer == dict(
        type='Adam', lr=8 * 5e-4, weight_decay=1e-5)
    assert config.train_cfg.max_iters == decay.end == iterations
    assert warm_up.end == 2400 and decay.end_factor == 0


def test_testing_follows_each_paper():
    """Filter, quarter, flip test, and the keypoints of the mean score."""
    def tests(name):
        config = Config.fromfile(next(ROOT.glob(f'configs/*/{name}.py')))
        codec = MODELS.build(config.model).head.decoder
        return (codec.blur_kernel_size, codec.toward,
                config.model.test_cfg.flip_test,
                config.test_evaluator.get('keypoint_score_thr', .2))

    assert tests('td-hm_mspn50_8xb32-96k_coco-256x192') == (
        5, 'second', True, -1)
    assert tests('td-hm_mspn50_8xb32-29k_mpii-256x256')[:3] == (
        9, 'second', True)
    assert tests('td-hm_2xmsffn50_3xb32-192k_coco-256x192')[:3] == (
        1, 'second', False)
    assert tests('td-hm_sbn50_2xb32-150e_coco-256x192') == (
        1, 'second', True, .2)


OFFICIAL = [(f'td-hm_{n}mspn50-official_8xb32-96k_coco-256x192', False)
            for n in ('', '2x', '3x', '4x')]


@pytest.mark.parametrize('name, mpii', [
    *OFFICIAL, ('td-hm_4xmspn50-official_8xb32-29k_mpii-256x256', True)])
def test_official_configs_have_every_switch(name, mpii):
    """The values of the official code's dataset attributes."""
    config = Config.fromfile(ROOT / f'configs/mspn/{name}.py')
    codec = KEYPOINT_CODECS.build(config.codec)
    assert (codec.toward, codec.normalise, codec.inside, codec.score) == (
        'second', 'maximum', 'pixels', 'official')
    assert codec.blur_kernel_size == (9 if mpii else 5)
    steps = config.augmentation
    crop = TRANSFORMS.build(steps.half_body)
    turn = TRANSFORMS.build(steps.bbox)
    assert (crop.padding, crop.half_padding, crop.least, crop.prob) == (
        (None, (.6, .6), 9, .5) if mpii else ((.6, .8), (.6, .8), 4, .3))
    assert crop.upper == (None if mpii else 13)
    assert isinstance(turn, UniformBBoxTransform)
    assert (turn.scale_factor, turn.rotate_factor, turn.rotate_prob,
            turn.shift_prob) == (
        ((.75, 1.25), 60, .5, 0) if mpii else ((.6, 1.), 45, .5, 0))
    if not mpii:
        assert config.train_boxes.padding == 1.05
        assert config.test_boxes.padding == (1.09, 1.135)
        assert config.model.head.loss.hidden == 'background'
        assert config.train_pipeline[0].visibility.type == 'KeepVisibility'

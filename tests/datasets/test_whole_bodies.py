"""Whole bodies, hands, faces and animals: a few samples of each format go
through the config's own pipeline, losses, data set and metric."""

import json

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmpose.evaluation import CocoWholeBodyMetric
from mmpose.registry import DATASETS, METRICS, MODELS

from mspn_plugin.datasets.annotation_checks import AnnotationError
from mspn_plugin.engine.onnx_network import OnnxNetwork
from mspn_plugin.export import export
from mspn_plugin.visualization.people import build_visualizer, draw_people
from tests.conftest import ROOT

#: Where the parts of a person of 200x150 pixels are: corner and size.
PARTS = dict(
    keypoints=(17, 60, 20, 80, 150), foot_kpts=(6, 70, 175, 60, 10),
    face_kpts=(68, 80, 15, 40, 40), lefthand_kpts=(21, 45, 90, 20, 25),
    righthand_kpts=(21, 130, 90, 20, 25))
#: The keypoints that COCO-WholeBody's category lists.
BODY = ('nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear',
        'left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow',
        'left_wrist', 'right_wrist', 'left_hip', 'right_hip', 'left_knee',
        'right_knee', 'left_ankle', 'right_ankle')
#: AP-10K's file has these names, mmpose's metainfo L_Eye, R_Eye, Nose, ...
ANIMAL = ('left_eye', 'right_eye', 'nose', 'neck', 'root_of_tail',
          'left_shoulder', 'left_elbow', 'left_front_paw', 'right_shoulder',
          'right_elbow', 'right_front_paw', 'left_hip', 'left_knee',
          'left_back_paw', 'right_hip', 'right_knee', 'right_back_paw')
FOLDER = ROOT / 'configs/wholebody'
KINDS = dict(
    wholebody='2xmspn50_8xb32-96k_wholebody-256x192',
    hands='2xmspn18_8xb32-29k_hands-256x256',
    faces='2xmspn18_8xb32-29k_faces-256x256',
    animals='2xmspn18_8xb32-29k_animals-256x256')
#: Of a prediction that is the annotation. NME is an error.
PERFECT = dict(
    wholebody={'coco-wholebody/AP': 1.}, hands=dict(PCK=1., EPE=0.),
    faces=dict(NME=0.), animals={'coco/AP': 1.})


def person(number: int, random) -> dict:
    """COCO-WholeBody's annotation of someone; AP-10K's has part of it."""
    found = dict(
        id=number, image_id=number, category_id=1, iscrowd=0, area=12000.,
        segmentation=[], num_keypoints=17, bbox=[40, 10, 120, 180])
    for name, (count, x, y, width, height) in PARTS.items():
        points = np.stack([
            random.uniform(x, x + width, count),
            random.uniform(y, y + height, count),
            np.full(count, 2. if name == 'keypoints' else 1.)], axis=1)
        found[name] = points.round(1).ravel().tolist()
        part = name.replace('_kpts', '')
        found[f'{part}_box'] = [x, y, width, height]
        found[f'{part}_valid'] = True
    return found


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    """Three pictures of noise with one person or animal each."""
    root, random = tmp_path_factory.mktemp('data'), np.random.default_rng(0)
    numbers = (1, 2, 3)
    for number in numbers:
        noise = random.integers(0, 255, (200, 200, 3), np.uint8)
        cv2.imwrite(str(root / f'{number}.png'), noise)
    annotations = dict(
        images=[dict(id=n, file_name=f'{n}.png', width=200, height=200)
                for n in numbers],
        annotations=[person(n, random) for n in numbers],
        categories=[dict(id=1, name='person', keypoints=list(BODY))])
    (root / 'people.json').write_text(json.dumps(annotations))
    return root


def small(kind: str, root) -> Config:
    """The config on these samples, its network a quarter as wide: torch
    2.13 crashes in 1x1 convolutions of stride 2 and 8 channels."""
    config = Config.fromfile(FOLDER / f'td-hm_{KINDS[kind]}.py')
    for loader in ('train_dataloader', 'val_dataloader'):
        config[loader].dataset.update(
            data_root=str(root), data_prefix=dict(img=''), bbox_file=None,
            ann_file='people.json')
    width = 4 if config.model.backbone.depth == 50 else 1
    narrow = dict(base_channels=16, init_cfg=None)
    config.merge_from_dict(dict(model=dict(
        backbone=dict(stem_channels=16, **narrow),
        neck=dict(
            in_channels=tuple(16 * width * 2**i for i in range(4)),
            handoff_channels=16, encoder=narrow, decoder=dict(channels=16)),
        head=dict(in_channels=16))))
    return config


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def test_a_step_of_training(kind, root):
    config = small(kind, root)
    model = MODELS.build(config.model).train()
    data = DATASETS.build(config.train_dataloader.dataset)
    assert len(data) == (6 if kind == 'hands' else 3)
    assert data.metainfo['num_keypoints'] == config.model.head.out_channels
    batch = model.data_preprocessor(
        pseudo_collate([data[0], data[1]]), training=True)
    losses = model.loss(**batch)
    names = [name for name in losses if 'loss' in name]
    assert names == model.head.loss_names
    if kind == 'wholebody':
        parts = {name[6:] for name in losses if name.startswith('s2_r4_')}
        assert parts == {'body', 'feet', 'face', 'left_hand', 'right_hand'}
    sum(losses[name] for name in names).backward()
    for name, parameter in model.named_parameters():
        assert torch.isfinite(parameter.grad).all(), name


def test_mmposes_metric_of_a_perfect_prediction(kind, root):
    config = small(kind, root)
    evaluators = config.val_evaluator
    evaluators = evaluators if isinstance(evaluators, list) else [evaluators]
    data = DATASETS.build(config.val_dataloader.dataset)
    model = MODELS.build(config.model).eval()
    batch = model.data_preprocessor(
        pseudo_collate([data[i] for i in range(len(data))]))
    with torch.no_grad():
        found = model.predict(batch['inputs'], batch['data_samples'])
    for sample in found:
        truth, predicted = sample.gt_instances, sample.pred_instances
        assert predicted.keypoints.shape == truth.keypoints.shape
        predicted.keypoints = truth.keypoints
        predicted.keypoint_scores = truth.keypoints_visible
    scores = {}
    for evaluator in evaluators:
        options = dict(evaluator)
        if 'ann_file' in options:
            options['ann_file'] = str(root / 'people.json')
        metric = METRICS.build(options)
        metric.dataset_meta = data.metainfo
        metric.process({}, [sample.to_dict() for sample in found])
        scores.update(metric.evaluate(len(data)))
    for name, value in PERFECT[kind].items():
        assert scores[name] == pytest.approx(value, abs=1e-6)
    if kind == 'wholebody':
        assert isinstance(metric, CocoWholeBodyMetric)


def test_mirrored_people_have_their_parts_exchanged(root):
    """Each keypoint has a partner; hands change sides, faces stay."""
    data = DATASETS.build(small('wholebody', root).val_dataloader.dataset)
    partner = np.array(data.metainfo['flip_indices'])
    assert (partner[partner] == np.arange(133)).all()
    assert (partner[91:112] == np.arange(112, 133)).all()
    assert set(partner[23:91]) == set(range(23, 91))


def test_drawing_and_export_of_133_keypoints(root, tmp_path, few_blocks):
    config = small('wholebody', root)
    data = DATASETS.build(config.val_dataloader.dataset)
    network = MODELS.build(config.model).eval()
    network.dataset_meta = data.metainfo
    sample = data[0]['data_samples']
    people = sample.gt_instances
    sample.pred_instances = people
    people.keypoint_scores = people.keypoints_visible
    drawn = draw_people(
        build_visualizer(data.metainfo), np.zeros((200, 200, 3), np.uint8),
        sample, boxes=False)
    for x, y in people.keypoints[0].round().astype(int):
        assert drawn[y - 1:y + 2, x - 1:x + 2].any()
    assert (drawn == 0).all(axis=2).mean() > .5
    export(network, tmp_path / 'x.onnx')
    shape = OnnxNetwork(tmp_path / 'x.onnx')(torch.zeros(1, 3, 256, 192)).shape
    assert shape == (1, 133, 64, 48)


def test_an_annotation_without_hands_is_named(root, tmp_path):
    annotations = json.loads((root / 'people.json').read_text())
    del annotations['annotations'][1]['lefthand_kpts']
    (tmp_path / 'people.json').write_text(json.dumps(annotations))
    dataset = small('wholebody', root).train_dataloader.dataset
    dataset.ann_file = str(tmp_path / 'people.json')
    with pytest.raises(AnnotationError, match='annotation 2.*lefthand_kpts'):
        DATASETS.build(dataset)


def changed(root, tmp_path, kind, change):
    """The training data of this kind, its file changed in place."""
    annotations = json.loads((root / 'people.json').read_text())
    change(annotations)
    (tmp_path / 'people.json').write_text(json.dumps(annotations))
    dataset = small(kind, root).train_dataloader.dataset
    dataset.ann_file = str(tmp_path / 'people.json')
    return DATASETS.build(dataset)


def test_species_with_one_skeleton_are_one_data_set(root, tmp_path):
    """AP-10K has 54 categories, and names that mmpose spells differently."""

    def species(annotations):
        annotations['categories'] = [
            dict(id=i, name=name, keypoints=list(ANIMAL))
            for i, name in enumerate(('antelope', 'argali sheep'), start=1)]
        annotations['annotations'][1]['category_id'] = 2

    assert len(changed(root, tmp_path, 'animals', species)) == 3

    def mixed(annotations):
        species(annotations)
        annotations['categories'][1]['keypoints'] = list(BODY)

    with pytest.raises(AnnotationError, match='leave one'):
        changed(root, tmp_path, 'animals', mixed)


@pytest.mark.parametrize('kind, count', [('hands', 6), ('faces', 3)])
def test_ids_of_hands_and_faces_are_not_those_of_people(root, tmp_path, kind,
                                                        count):
    """They are counted anew: a body's fault must not remove someone's hand."""

    def lost(annotations):
        annotations['annotations'][0]['bbox'] = [190, 190, 5, 5]

    assert len(changed(root, tmp_path, kind, lost)) == count

"""Arguments of a wrong type, out of range, missing or unknown."""

import inspect
import math
import re
from typing import get_type_hints

import mmengine.registry
import mmpose.registry
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mmengine.registry import Registry

from tests.conftest import build, tiny_config

CODEC = dict(input_size=(64, 96), heatmap_size=(16, 24))
PREDICTOR = dict(in_channels=8, out_channels=17, factor=1.)
HEAD = dict(
    in_channels=8, out_channels=17, num_stages=1,
    decoder=dict(type='MultiStageHeatmap', **CODEC))
HANDOFF = dict(
    down_channels=(8, 16), up_channels=(12, 12), next_channels=(8, 16),
    out_channels=8)
# Valid arguments of every class that has arguments of its own.
RIGHT = dict(
    MultiStageHeatmap=CODEC,
    UnbiasedMultiStageHeatmap=CODEC,
    SimCCMultiStageHeatmap=CODEC,
    TorsoPCK={},
    CalibrationError={},
    PCP={},
    FiniteHook={},
    BoxErrors={},
    MatchedWeightsHook={},
    RefinementHook=dict(interval=500, people=2),
    CPMVariant=dict(out_channels=14, num_stages=2),
    NarrowHourglass=dict(
        stage_channels=(8, 8), stage_blocks=(1, 1), downsample_times=1,
        num_stacks=1, feat_channel=8),
    LoadCrop=dict(pixels=64),
    EncoderBackbone=dict(
        encoder=dict(type='ResNetEncoder', depth=18, in_channels=8,
                     base_channels=8),
        stem=dict(type='ConvStem', out_channels=8)),
    ConvStem=dict(out_channels=8),
    HourglassStem=dict(out_channels=8),
    ExtendedResNet=dict(depth=18),
    PreStage=dict(channels=8),
    HeatmapSupervision={},
    MultiResolutionHead=HEAD,
    SummedHead=HEAD,
    MultiStageSimCCHead=dict(
        HEAD, decoder=dict(type='SimCCMultiStageHeatmap', **CODEC)),
    ConvPredictor=PREDICTOR,
    DUCPredictor=dict(PREDICTOR, factor=2.),
    DeconvPredictor=dict(PREDICTOR, factor=2.),
    ResizePredictor=dict(PREDICTOR, in_channels=17),
    StageHandoff=HANDOFF,
    CrossStageAggregation=HANDOFF,
    GatedAggregation=dict(HANDOFF, gate=dict(ratio=2)),
    ConvolutionMachine=dict(
        in_channels=(8, 8), out_channels=17, num_stages=2, gate_ratio=2),
    GlobalNetDecoder=dict(in_channels=(8, 16), channels=8),
    ResNetEncoder=dict(depth=18, in_channels=8, base_channels=8),
    FeatureFusion=dict(in_channels=(8, 8), channels=8),
    HourglassEncoder=dict(in_channels=8, channels=(8, 16)),
    HourglassDecoder=dict(in_channels=(8, 16)),
    XceptionEncoder=dict(
        in_channels=8, channels=(8, 16, 16, 16), blocks=(1, 1, 1, 1)),
    MultiStageNeck=dict(
        in_channels=(8, 16, 32, 64), num_stages=1, handoff_channels=8),
    StackedHourglassNeck=dict(
        in_channels=(8, 8), out_channels=17, num_stages=2,
        encoder=dict(type='HourglassEncoder', channels=(8, 8)),
        decoder=dict(type='HourglassDecoder')),
    RepeatableSampler=dict(dataset=range(3)),
    AutocastOptimWrapper=None,  # takes an optimiser: its own tests
    LSPDataset=None,  # read data: their own tests
    OnnxFeatures=None,  # reads a file: its own test
    NamedTransforms=None,  # takes any name: its own test
    RenderedPeopleDataset=None,
    CombinedPeople=None,  # other data sets: its own tests
    ToPeople=dict(source='lsp'),
    TeacherKeypoints=None,  # read a file: its own tests
    RandomPictureEdge=dict(prob=.3, keep=(.4, .9), least=5),
    RandomLowResolution=dict(prob=.2, factor=(1.5, 4.)),
    OfficialCrop={},
    TimmBackbone=None,  # hands options to timm: its own tests
    SeparableDecoder=dict(in_channels=(8, 16), channels=(8, 8)),
    InvertedResidualEncoder=dict(
        in_channels=8, channels=(8, 16), blocks=(1, 1)),
    SeparablePredictor=dict(in_channels=8, out_channels=3),
    RefinedPredictor=None,  # takes another module: its own tests
    PartSupervision=dict(parts=dict(body=dict(keypoints=17))),
    DistilledSupervision=None,  # takes another module: its own tests
    MultiStagePoseEstimator=None,  # below
)
WRONG = {
    int: ('two', 2.5, [2], {}, -1, True, None),
    float: ('x', [1.], {}, math.nan, math.inf, -math.inf, -.5, True, None),
    str: (3, 'no such', ['a'], None),
    bool: ('yes', 2, None),
    dict: (3, 'x', [1], None),
    'sequence': (5, 'abc', [1, 'a'], [-1, 8], [2.5], {}, None),
}


def ours() -> dict:
    """Every registered class of this package, by name."""
    registries = (
        registry for module in (mmengine.registry, mmpose.registry)
        for registry in vars(module).values()
        if isinstance(registry, Registry))
    return {
        kind.__name__: kind
        for registry in registries for kind in registry.module_dict.values()
        if kind.__module__.startswith('mspn_plugin.')
    }


ANY_TEXT = ('cache', )  # a folder that need not be there


def accepts(hint, value) -> bool:
    """Whether the annotation allows a value."""
    text = str(hint)
    return (value is None and 'Optional' in text) or (
        isinstance(value, int) and not isinstance(value, bool) and value > 0
        and 'int' in text and 'Union' in text)


def wrong_arguments():
    for name, right in RIGHT.items():
        if right is None:
            continue
        for argument, hint in get_type_hints(ours()[name].__init__).items():
            text = str(hint)
            kinds = [kind for kind in (int, float, str, bool, dict)
                     if hint is kind or f'Optional[{kind.__name__}]' in text]
            for value in WRONG[kinds[0] if kinds else 'sequence']:
                free = argument in ANY_TEXT and isinstance(value, str)
                if argument != 'return' and not (free or
                                                 accepts(hint, value)):
                    yield name, argument, value


CASES = list(wrong_arguments())


def test_every_class_is_listed():
    """Each class with its own arguments is listed above."""
    own = {
        name for name, kind in ours().items()
        if '__init__' in vars(kind) and get_type_hints(kind.__init__)
    }
    others = {'BackboneStages', 'ProcessBN', 'SeekingIterLoop'}
    assert own <= set(RIGHT) | others
    assert len(CASES) > 400


@pytest.mark.parametrize('name', [n for n, r in RIGHT.items() if r])
def test_valid_arguments_build(name):
    ours()[name](**RIGHT[name])


@pytest.mark.parametrize('name, argument, value', CASES, ids=repr)
def test_an_invalid_argument_is_named(name, argument, value):
    with pytest.raises((KeyError, TypeError, ValueError)) as error:
        ours()[name](**{**RIGHT[name], argument: value})
    message = str(error.value)
    assert argument in message or repr(value) in message


@pytest.mark.parametrize('name', [n for n, r in RIGHT.items() if r])
def test_a_missing_or_unknown_argument_is_named(name):
    kind, right = ours()[name], RIGHT[name]
    for argument, parameter in inspect.signature(kind).parameters.items():
        if (parameter.default is parameter.empty and argument in right
                and 'VAR' not in parameter.kind.name):
            rest = {k: v for k, v in right.items() if k != argument}
            with pytest.raises(TypeError, match=argument):
                kind(**rest)
    with pytest.raises((TypeError, AssertionError), match='unheard_of'):
        kind(**right, unheard_of=1)


@pytest.mark.parametrize('path, value, named', [
    ('backbone', None, 'backbone'), ('neck', 3, 'neck'),
    ('head', 'head', 'head'), ('backbone.type', 'ResNext', 'ResNext'),
    ('neck.type', 'FPN2', 'FPN2'), ('backbone.depth', 19, '19'),
    ('backbone.depth', '18', '18'), ('neck.num_stages', 3, 'stages'),
    ('head.num_stages', 1, 'stages'), ('neck.in_channels', (8, 16, 32), '8'),
    ('neck.in_channels', (8, 16, 32, 65), '65'),
    ('head.in_channels', 13, '13'),
    ('head.strides', (4, 8, 16, 64), '64'),
    ('head.strides', (8, 4, 16, 32), 'strides'),
    ('head.decoder.heatmap_size', (16, 25), '25'),
    ('head.decoder.heatmap_size', (8, 12), '8'),
    ('head.decoder.input_size', (64, 0), 'input_size'),
    ('head.decoder.type', 'Heatmap', 'Heatmap'),
    ('head.loss', dict(type='HeatmapSupervision', schedule='fine'), 'fine'),
    ('head.loss',
     dict(type='HeatmapSupervision', schedule=[[5, 7], [5, 7]]), r'\(5, 7\)'),
    ('head.loss',
     dict(type='HeatmapSupervision', schedule=[[4] * 4] * 2), '4'),
    ('head.loss', dict(type='HeatmapSupervision', kernels=(5, 7)), 'kernels'),
    ('head.loss', dict(type='HeatmapSupervision', topk=0), 'topk'),
    ('deploy', dict(dtype='int4'), None), ('deploy', 3, 'deploy'),
])
def test_parts_that_do_not_fit_raise(path, value, named):
    """When the network is built; for `deploy`, at the first prediction."""
    config = tiny_config()
    place = config
    *parents, last = path.split('.')
    for part in parents:
        place = place[part]
    place[last] = value
    if named is None:
        model = build(config)
        with pytest.raises(ValueError, match='int4'):
            model.predict(torch.zeros(1, 3, 96, 64), [])
        return
    with pytest.raises((AssertionError, KeyError, TypeError, ValueError),
                       match=named):
        build(config)


@settings(max_examples=120, deadline=None)
@given(
    kind=st.sampled_from(['MultiStageHeatmap', 'UnbiasedMultiStageHeatmap']),
    width=st.integers(-2, 300), height=st.integers(-2, 300),
    stride=st.integers(-1, 9), kernel=st.integers(-3, 20))
def test_any_codec_works_or_raises(kind, width, height, stride,
                                                kernel):
    cells = tuple(-(-n // max(stride, 1)) for n in (width, height))
    try:
        codec = ours()[kind]((width, height), cells, blur_kernel_size=kernel)
    except ValueError as error:
        assert re.search('input_size|heatmap_size|kernel', str(error))
        return
    heatmap = torch.zeros(1, 1, cells[1], cells[0])
    heatmap[..., cells[1] // 2, cells[0] // 2] = 255
    (x, y), = codec.batch_decode(heatmap)[0][0, 0]
    # a Taylor expansion may go past the last cell, by less than another
    assert -codec.stride < x <= codec.stride * (cells[0] + 1)
    assert -codec.stride < y <= codec.stride * (cells[1] + 1)


@pytest.mark.parametrize('path, value, named', [
    ('neck.num_stage', 2, "MultiStageNeck .*'num_stage'.* mean 'num_stages'"),
    ('head.out_channel', 5, "MultiResolutionHead .* mean 'out_channels'"),
    ('train_config', {}, "MultiStagePoseEstimator .* mean 'train_cfg'"),
    ('head.loss.topkk', 8, "HeatmapSupervision .* mean 'topk'"),
    ('neck.zzz', 8, 'MultiStageNeck .*It takes .*num_stages'),
    ('neck.type', 'MultiStageNek', "mean 'MultiStageNeck'"),
    ('head.decoder.type', 'MultistageHeatmap', "mean 'MultiStageHeatmap'"),
    ('neck.type', 'zzz', 'custom_imports')])
def test_the_nearest_name_is_suggested(path, value, named):
    config = tiny_config(2)
    config['head'].setdefault('loss', dict(type='HeatmapSupervision'))
    part = config
    *above, last = path.split('.')
    for key in above:
        part = part[key]
    part[last] = value
    with pytest.raises((KeyError, TypeError), match=named):
        build(config)

"""Arrays with MoveNet's names and shapes fill the whole of stage 1."""

import json

import numpy as np
import pytest
import torch
from mmengine.runner import CheckpointLoader
from mmpose.registry import MODELS

from mspn_plugin.converters.movenet import PYRAMID, ROOT, movenet_stage
from mspn_plugin.engine.config import load_config
from mspn_plugin.engine.weights import check_weights
from mspn_plugin.models.backbones import TimmBackbone
from mspn_plugin.tools.movenet import main
from tests.conftest import ROOT as ROOT_FOLDER

pytest.importorskip('timm')
CHANNELS = (16, *[24] * 2, *[32] * 3, *[64] * 4, *[96] * 3, *[160] * 3, 320)


def conv(name, inside, out, kernel=1):
    yield f'{name}/Conv2D_weights', (kernel, kernel, inside, out)
    yield f'{name}/Conv2D_bn_offset', (out, )


def depthwise(name, width):
    yield f'{name}/depthwise_weights', (3, 3, width, 1)
    yield f'{name}/depthwise_bn_offset', (width, )


def shapes():
    """Shapes of Lightning's arrays of stage 1."""
    model = PYRAMID + 'model/'
    yield from conv(model + 'Conv1', 3, 32, 3)
    yield from depthwise(model + 'expanded_conv_depthwise', 32)
    yield from conv(model + 'expanded_conv_project', 32, 16)
    for i, (a, b) in enumerate(zip(CHANNELS, CHANNELS[1:]), start=1):
        yield from conv(f'{model}block_{i}_expand', a, 6 * a)
        yield from depthwise(f'{model}block_{i}_depthwise', 6 * a)
        yield from conv(f'{model}block_{i}_project', 6 * a, b)
    yield from conv(model + 'Conv_1', 320, 1280)
    for name, a, b in (('conv2d', 1280, 64), ('conv2d_1', 64, 64),
                       ('conv2d_2', 32, 32), ('conv2d_3', 24, 24)):
        yield f'{PYRAMID}{name}/Conv2D/ReadVariableOp', (1, 1, a, b)
        yield f'{PYRAMID}{name}/BiasAdd/ReadVariableOp', (b, )
    for name, a, b in (('', 64, 32), ('_1', 32, 24), ('_2', 24, 24)):
        start = f'{PYRAMID}separable_conv2d{name}/separable_conv2d'
        yield f'{start}/ReadVariableOp', (3, 3, a, 1)
        yield f'{start}_weights', (1, 1, a, b)
        yield f'{start}_bn_offset', (b, )
    head = ROOT + 'kpt_heatmap_0/separable_conv2d_4/'
    yield head + 'separable_conv2d/ReadVariableOp', (3, 3, 24, 1)
    yield head + 'separable_conv2d/ReadVariableOp_1', (1, 1, 24, 96)
    yield head + 'BiasAdd/ReadVariableOp', (96, )


@pytest.fixture(scope='module')
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp('movenet')
    random = np.random.RandomState(0)
    arrays = {name: random.randn(*shape).astype(np.float32) * .1
              for name, shape in shapes()}
    (folder / 'm.bin').write_bytes(
        b''.join(array.tobytes() for array in arrays.values()))
    weights = [dict(name=name, shape=array.shape, dtype='float32')
               for name, array in arrays.items()]
    (folder / 'm.json').write_text(json.dumps(dict(
        weightsManifest=[dict(paths=['m.bin'], weights=weights)])))
    return folder / 'm.json', arrays


def test_the_state_fills_stage_1(model):
    state = movenet_stage(model[0])
    backbone = TimmBackbone(
        'mobilenetv2_100', pad_type='same',
        layers=('blocks.1', 'blocks.2', 'blocks.3', 'bn2'))
    decoder = MODELS.build(
        dict(type='SeparableDecoder', in_channels=(24, 32, 64, 1280)))
    for part, prefix in ((backbone, 'backbone.'),
                         (decoder, 'neck.decoders.0.')):
        part.load_state_dict({
            name[len(prefix):]: tensor for name, tensor in state.items()
            if name.startswith(prefix)})  # raises if a key is missing


def test_the_config_accepts_the_weights_of_stage_1(model):
    """Its norms are folded; all but stage 2 and the last layers fit."""
    config = load_config(
        ROOT_FOLDER / 'configs/photographs/'
        'td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py')
    allowed, = (hook['min_matched'] for hook in config.custom_hooks
                if hook['type'] == 'MatchedWeightsHook')
    match = check_weights(
        MODELS.build(config.model), movenet_stage(model[0]), 'movenet.pth',
        min_matched=allowed)
    assert not match.reshaped and not match.left_over
    assert match.missing and not any(
        name.startswith(('backbone.', 'neck.decoders.0.'))
        for name in match.missing)


def test_layouts_are_converted(model):
    state, arrays = movenet_stage(model[0]), model[1]
    stem = arrays[PYRAMID + 'model/Conv1/Conv2D_weights']
    assert torch.equal(state['backbone.net.conv_stem.weight'][5, 1],
                       torch.from_numpy(stem[:, :, 1, 5]))
    deep = arrays[PYRAMID + 'model/block_7_depthwise/depthwise_weights']
    assert torch.equal(state['backbone.net.blocks.3.1.conv_dw.weight'][9, 0],
                       torch.from_numpy(deep[:, :, 9, 0]))
    finest = arrays[PYRAMID + 'conv2d_3/BiasAdd/ReadVariableOp']
    assert torch.equal(state['neck.decoders.0.laterals.0.bias'],
                       torch.from_numpy(finest))


def test_another_model_raises(tmp_path):
    (tmp_path / 'x.json').write_text('{"weightsManifest": []}')
    with pytest.raises(ValueError, match='not MoveNet'):
        movenet_stage(tmp_path / 'x.json')


def test_the_tool_writes_a_checkpoint_that_loads(model, tmp_path, capsys):
    target = tmp_path / 'folder' / 'stage.pth'
    main([str(model[0]), str(target)])
    assert '280 tensors' in capsys.readouterr().out
    state = CheckpointLoader.load_checkpoint(str(target))['state_dict']
    assert state.keys() == movenet_stage(model[0]).keys()

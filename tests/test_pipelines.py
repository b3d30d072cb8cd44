"""A config states the size once; one option of ``mim train`` changes it."""

import ast
import os
import re
import subprocess
import sys

import pytest
from mmengine.config import Config

from tests.conftest import ROOT

FILES = sorted(
    path.relative_to(ROOT) for folder in ('configs', 'projects')
    for path in ROOT.glob(f'{folder}/**/*.py'))
HOOK = """
import gc
from mmengine.hooks import Hook
from mmpose.registry import HOOKS


@HOOKS.register_module()
class PrintShapes(Hook):

    def before_run(self, runner):
        print('kept', gc.get_freeze_count())
        head = runner.model.head
        decode = head.decoder.batch_decode
        encode = head.decoder.batch_encode
        runner.model.backbone.register_forward_pre_hook(
            lambda _, args: print('input', *args[0].shape[2:]))
        def encoded(keypoints, kernel_size):
            targets = encode(keypoints, kernel_size)
            print('target', *targets.shape[2:])
            return targets
        def decoded(heatmaps):
            print('heatmap', *heatmaps.shape[2:])
            return decode(heatmaps)
        head.decoder.batch_encode = encoded
        head.decoder.batch_decode = decoded
"""


def positions(text: str) -> list:
    """Subscripts of pipelines by position, such as ``x_pipeline[-3]``."""
    return [
        ast.unparse(node) for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Subscript)
        and re.search('pipeline|scheduler|transforms', ast.unparse(node.value))
        and not isinstance(getattr(node.slice, 'value', None), str)
    ]


@pytest.mark.parametrize('text, found', [
    ('train_pipeline[-3].input_size = 3', ['train_pipeline[-3]']),
    ('train_pipeline[4:6] = []', ['train_pipeline[4:6]']),
    ('x = _base_.val_pipeline[i]', ['_base_.val_pipeline[i]']),
    ("x = dict()['val_pipeline']", []),
    ('channels = (1, 2)[:n]', []),
])
def test_positions_are_found(text, found):
    assert positions(text) == found


@pytest.mark.parametrize('path', FILES, ids=str)
def test_no_config_names_a_step_by_its_position(path):
    assert positions((ROOT / path).read_text()) == []


def pose_configs():
    for path in FILES:
        if not {'_base_', 'detection', 'topdown_demo'} & set(path.parts):
            text = (ROOT / path).read_text()
            if re.search('^_base_ = ', text, re.M):
                yield path


@pytest.mark.parametrize('path', list(pose_configs()), ids=str)
def test_one_key_holds_the_size_of_pipelines_and_head(path):
    """Every size of the config changes by one option."""
    config = Config.fromfile(ROOT / path)
    before = tuple(config.codec.input_size)
    config.merge_from_dict({'codec.input_size': (64, 128)})
    pipelines = [config[f'{name}_dataloader'].dataset.pipeline
                 for name in ('train', 'val', 'test')]
    crops = [step.input_size for steps in pipelines for step in steps
             if step.type == 'TopdownAffine']
    assert crops == [(64, 128)] * 3
    assert config.model.head.decoder.input_size == (64, 128)
    if 'peer_mspn' not in path.name:  # mmpose's five levels have own sizes
        assert str(before) not in str(config._cfg_dict)


def test_one_option_of_mim_train_changes_the_size(tmp_path):
    """Of training, validation and heatmaps, as a hook prints them."""
    (tmp_path / 'print_shapes.py').write_text(HOOK)
    (tmp_path / 'config.py').write_text(f"""
_base_ = '{ROOT}/configs/mspn/quickstart.py'
custom_imports = dict(imports=['mspn_plugin', 'print_shapes'])
custom_hooks = [dict(type='PrintShapes')]
data = dict(data_root='{tmp_path}/people/', num_images=2)
train_dataloader = dict(
    batch_size=2, num_workers=0, persistent_workers=False, dataset=data)
val_dataloader = dict(
    batch_size=2, num_workers=0, persistent_workers=False, dataset=data)
val_evaluator = dict(ann_file='{tmp_path}/people/val.json')
train_cfg = dict(max_epochs=1, val_interval=1)
model = dict(test_cfg=dict(flip_test=False))
""")
    done = subprocess.run(
        [sys.executable, '-m', 'mim', 'train', 'mmpose',
         tmp_path / 'config.py', '--gpus', '0', '--work-dir',
         tmp_path / 'work', '--cfg-options', 'codec.input_size=64,96'],
        capture_output=True, text=True, cwd=tmp_path,
        env=dict(os.environ, OMP_NUM_THREADS='1',
                 PYTHONPATH=os.pathsep.join([str(ROOT), str(tmp_path)])))
    assert done.returncode == 0, done.stderr[-2000:]
    assert set(re.findall(r'^input (\d+ \d+)$', done.stdout, re.M)) == {
        '96 64'}
    assert set(re.findall(r'^heatmap (\d+ \d+)$', done.stdout, re.M)) == {
        '24 16'}
    targets = re.findall(r'^target (\d+ \d+)$', done.stdout, re.M)
    assert set(targets) == {'24 16'} and len(targets) >= 2
    kept = re.findall(r'^kept (\d+)$', done.stdout, re.M)
    assert int(kept[0]) > 1e5  # objects that imports made

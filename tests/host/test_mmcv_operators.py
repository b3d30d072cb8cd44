"""mmcv's operators without a compiler give the results of compiled mmcv."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from mmdet.apis import init_detector
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS

from tests.conftest import ROOT, quick_weights
from tests.host.operators import GOLDEN, calls
from tests.host.stand_in import load

#: Modules of mmcv.ops that load operators.
MODULES = ('nms', 'roi_align', 'focal_loss', 'deform_conv')


@pytest.fixture(autouse=True)
def operators(monkeypatch):
    """The stand-in, even if compiled mmcv is installed."""
    stand_in = load('mmcv_ext')
    for name in MODULES:
        module = sys.modules[f'mmcv.ops.{name}']
        monkeypatch.setattr(module, 'ext_module', stand_in)
    return stand_in


def test_all_results_are_those_of_compiled_mmcv():
    """Equal indices and scores, values within 1e-5."""
    golden = np.load(GOLDEN)
    expected = iter(np.split(golden['values'],
                             np.cumsum(golden['lengths'])[:-1]))
    count = 0
    for name, call in calls().items():
        for part in call():
            found, wanted = part.numpy().ravel(), next(expected)
            assert found.shape == wanted.shape, name
            if part.dtype == torch.long:
                np.testing.assert_array_equal(found, wanted, err_msg=name)
            else:
                np.testing.assert_allclose(
                    found, wanted, rtol=0, atol=1e-5, err_msg=name)
            count += 1
    assert count == len(golden['lengths']) > 400
    assert next(expected, None) is None


def test_nms_by_hand(operators):
    """IoU .5 is not above .5; with offset 1 it is (8 + 2) / 14."""
    boxes = torch.tensor([[0., 0, 3, 1], [1, 0, 4, 1], [9, 9, 10, 10]])
    scores = torch.tensor([.5, .9, .1])
    assert operators.nms(boxes, scores, .5, 0).tolist() == [1, 0, 2]
    assert operators.nms(boxes, scores, .49, 0).tolist() == [1, 2]
    assert operators.nms(boxes, scores, .55, 1).tolist() == [1, 2]


@pytest.mark.parametrize('weighted', (False, True))
def test_focal_loss_and_its_gradient(weighted):
    """Compared with torchvision's; the gradient with finite differences."""
    from mmcv.ops import sigmoid_focal_loss
    from torchvision.ops import sigmoid_focal_loss as reference
    logits = torch.randn(6, 3, dtype=torch.float64, requires_grad=True)
    target = torch.tensor([0, 1, 2, 3, 3, 0])  # 3: the background
    if not weighted:
        one_hot = torch.nn.functional.one_hot(target, 4)[:, :3].double()
        torch.testing.assert_close(
            sigmoid_focal_loss(logits, target, 2., .25, None, 'none'),
            reference(logits, one_hot, alpha=.25, gamma=2.))
    else:
        target = target.clamp(max=2)
    weight = torch.tensor([1., 2, 3]).double() if weighted else None
    assert torch.autograd.gradcheck(
        lambda x: sigmoid_focal_loss(x, target, 2., .25, weight, 'sum'),
        logits)


def test_missing_operators_raise_with_their_name():
    from mmcv.ops import DeformConv2dPack, RoIAlign
    network = DeformConv2dPack(3, 4, 3)
    with pytest.raises(NotImplementedError, match=(
            'DeformConv2dPack needs mmcv with compiled operators: '
            'pip install mmcv==2.1.0')):
        network(torch.rand(1, 3, 8, 8))
    with pytest.raises(NotImplementedError, match="pool_mode='max'"):
        RoIAlign(2, pool_mode='max')(torch.rand(1, 1, 4, 4),
                                     torch.zeros(1, 5))


def python(code: str, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, '-c', code], cwd=ROOT, text=True,
        capture_output=True,
        env={**os.environ, 'PYTHONWARNINGS': 'ignore', **environment})


#: Hides a compiled mmcv._ext, and the finder's line in site-packages.
HIDE = """
import sys
from importlib.machinery import PathFinder
class Hidden(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.split('.')[0] + '.' + name.split('.')[-1] != 'mmcv._ext':
            return PathFinder.find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(PathFinder)] = Hidden
import mspn_plugin_finder
"""


def test_found_only_where_compiled_operators_are_missing():
    done = python(HIDE + """
mspn_plugin_finder.install(); mspn_plugin_finder.install()
assert sys.meta_path.count(mspn_plugin_finder.StandInFinder) == 1
from mmpose.apis import MMPoseInferencer  # mmpose first, then this package
import mmcv._ext, mspn_plugin
print(mmcv._ext.__file__)
""")
    assert done.returncode == 0, done.stderr[-2000:]
    assert 'stand_ins/mmcv_ext' in done.stdout
    done = python(HIDE + 'mspn_plugin_finder.install(); import mmcv.ops',
                  MSPN_PLUGIN_HOST_OFF='mmcv-operators')
    assert "No module named 'mmcv._ext'" in done.stderr


def test_other_finders_come_first():
    """Installed modules are used, because the finder is the last one."""
    done = python("""
import mspn_plugin_finder, sys
mspn_plugin_finder.install()
assert sys.meta_path[-1] is mspn_plugin_finder.StandInFinder
from importlib.util import find_spec
assert mspn_plugin_finder.StandInFinder.find_spec('json') is None
assert 'stand_ins' not in find_spec('numpy').origin
assert 'torch' not in sys.modules and 'mspn_plugin' not in sys.modules
""")
    assert done.returncode == 0, done.stderr


def test_a_folder_by_the_name_of_the_package_is_not_taken_for_it(tmp_path):
    """Python takes it for the package if the package is not on its path."""
    (tmp_path / 'mspn_plugin').mkdir()
    code = """
import runpy, sys
from importlib.util import find_spec
sys.path.insert(0, sys.argv[1])
assert find_spec('mspn_plugin').origin is None
finder = runpy.run_path(sys.argv[2])
print(finder['StandInFinder'].find_spec('xtcocotools').origin)
print(finder['shipped_config']('mspn/quickstart.py'))
"""
    done = subprocess.run(
        [sys.executable, '-SI', '-c', code, tmp_path,
         ROOT / 'mspn_plugin_finder.py'], capture_output=True, text=True)
    assert done.stdout.split() == [
        str(ROOT / 'mspn_plugin/host/stand_ins/xtcocotools/__init__.py'),
        str(ROOT / 'configs/mspn/quickstart.py')], done.stderr


DETECTORS = ('rtmdet/rtmdet_tiny_8xb32-300e_coco',
             'faster_rcnn/faster-rcnn_r50_fpn_1x_coco')


def detector_of(name: str):
    """With random weights, for pictures of 96x64 instead of 1333x800."""
    config = Config.fromfile(f'{mim("mmdet")}/configs/{name}.py')
    config.model.backbone.init_cfg = None
    for step in config.test_dataloader.dataset.pipeline:
        if step.type in ('Resize', 'Pad'):
            step['scale' if step.type == 'Resize' else 'size'] = 96, 64
    with quick_weights():
        return init_detector(config, device='cpu')


@pytest.mark.parametrize('name', DETECTORS)
def test_detectors_of_mmdet_detect(name):
    from mmdet.apis import inference_detector
    detector = detector_of(name)
    with torch.no_grad():
        found = inference_detector(detector, np.zeros((64, 96, 3), np.uint8))
    assert found.pred_instances.bboxes.shape[1] == 4


def test_a_deformable_detector_builds_and_raises_when_called():
    name = 'dcn/faster-rcnn_r50-dconv-c3-c5_fpn_1x_coco'
    from mmdet.apis import inference_detector
    detector = detector_of(name)
    modules = {type(m).__name__ for m in detector.modules()}
    assert 'DeformConv2dPack' in modules
    with pytest.raises(NotImplementedError, match='DeformConv2dPack needs'):
        inference_detector(detector, np.zeros((64, 96, 3), np.uint8))


POSE = (
    'td-hm_res50_8xb64-210e_coco-256x192',
    'td-hm_hrnet-w32_8xb64-210e_coco-256x192',
    'rtmpose-m_8xb256-420e_coco-256x192',
    'dekr_hrnet-w32_8xb10-140e_coco-512x512',
    'rtmo-s_8xb32-600e_coco-640x640',
)


@pytest.mark.parametrize('name', POSE)
def test_networks_of_mmpose_build(name):
    path, = (mim('mmpose') / 'configs').rglob(f'{name}.py')
    config = Config.fromfile(path)
    init_default_scope('mmpose')
    config.model.backbone.pop('init_cfg', None)
    with quick_weights():
        network = MODELS.build(config.model)
    assert sum(p.numel() for p in network.parameters())


def mim(package: str) -> Path:
    return Path(sys.modules[package].__file__).parent / '.mim'

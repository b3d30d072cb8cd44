"""Small networks and batches that many tests share."""

import atexit
import ctypes
import gc
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import mmengine.config.config
import numpy as np
import pytest
import torch
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from mmpose.models import ResNet
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample

import mspn_plugin  # noqa: F401  registers everything
from mspn_plugin.models.backbones import ExtendedResNet
from tests.installed import (  # noqa: F401  fixtures
    wheel,
    wheel_environment,
    wheel_facts,
)

ROOT = Path(__file__).parent.parent
#: Tools in processes of their own are to choose and print nothing.
os.environ.setdefault('OMP_NUM_THREADS', '1')
os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE')
#: Exported networks go into a cache that the workers of one run share, not
#: into that of whoever runs the tests.
if 'PYTEST_XDIST_WORKER' not in os.environ:
    os.environ['XDG_CACHE_HOME'] = tempfile.mkdtemp(prefix='mspn-tests-')
    atexit.register(
        shutil.rmtree, os.environ['XDG_CACHE_HOME'], ignore_errors=True)


def unformatted(code: str, **_):
    """A runner formats its config twice; yapf takes a second for that."""
    return code, True


mmengine.config.config.FormatCode = unformatted


def pytest_collection_finish():
    """Each data set of mmengine runs the garbage collector, which takes a
    quarter of a second with the modules and tests that are never freed. It is
    off until then: see ``tests/__init__.py``."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmpose')
    torch.manual_seed(0)


@pytest.fixture(scope='module', autouse=True)
def memory():
    yield
    return_freed_memory()


def return_freed_memory(*, above: int = 0):
    """To the system. The C library of Linux keeps a gigabyte of a large
    network, and a process that ran many tests grew to eight.

    Args:
        above: Only if the process has more bytes: to get them again takes a
            fifth of the time of a test of a large network.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library
        pages = int(Path('/proc/self/statm').read_text().split()[1])
        if pages * os.sysconf('SC_PAGE_SIZE') > above:
            ctypes.CDLL(None).malloc_trim(0)


@pytest.fixture
def mmpose_in_float64(monkeypatch):
    """mmpose's SimCC labels without the rounding to float32."""
    wide = SimpleNamespace(**{**vars(np), 'float32': np.float64})
    monkeypatch.setattr('mmpose.codecs.simcc_label.np', wide)


@pytest.fixture
def few_blocks(monkeypatch):
    """ResNets of five blocks: each layer type once."""
    for network in (ResNet, ExtendedResNet):
        for depth, (block, _) in network.arch_settings.items():
            monkeypatch.setitem(network.arch_settings, depth,
                                (block, (2, 1, 1, 1)))


@pytest.fixture(scope='session')
def lsp_root() -> Path:
    """Folder of LSP: $LSP_ROOT, or data/lsp of the checkout."""
    root = Path(os.environ.get('LSP_ROOT', ROOT / 'data' / 'lsp'))
    for folder in ('lsp_dataset', 'lspet_dataset'):
        if not (root / folder / 'joints.mat').exists():
            pytest.skip(f'no {root / folder}/joints.mat: unpack LSP there or '
                        'set LSP_ROOT')
    return root


def tiny_config(num_stages: int = 2, **head) -> dict:
    """Config of ResNet-18 of width 8 on 96x64 (height x width) pictures."""
    width = 8
    encoder = dict(depth=18, base_channels=width)
    return dict(
        type='MultiStagePoseEstimator',
        data_preprocessor=dict(
            type='PoseDataPreprocessor', mean=[128.] * 3, std=[64.] * 3),
        backbone=dict(
            type='ResNet',
            stem_channels=width,
            out_indices=(0, 1, 2, 3),
            **encoder),
        neck=dict(
            type='MultiStageNeck',
            in_channels=(8, 16, 32, 64),
            num_stages=num_stages,
            handoff_channels=width,
            encoder=encoder,
            decoder=dict(channels=12)),
        head={
            **dict(
                type='MultiResolutionHead',
                in_channels=12,
                out_channels=17,
                num_stages=num_stages,
                decoder=dict(
                    type='MultiStageHeatmap',
                    input_size=(64, 96),
                    heatmap_size=(16, 24))),
            **head
        })


def quick_weights():
    """Context in which PyTorch's initial weights are a table of noise.

    The networks of all configs have 6 G weights; as many random numbers take
    a minute. Layers of one shape begin at different places of the table.
    """
    table = torch.empty(2**17).uniform_(-1, 1)

    @torch.no_grad()
    def repeat(weights, *_, **__):
        if weights.is_meta:  # a layer that is given its weights later
            return
        start = int(torch.randint(2**16, ()))
        noise = table[start:start + 2**16]
        for part in weights.view(-1).split(len(noise)):
            torch.mul(noise[:len(part)], weights[0].numel()**-.5, out=part)

    return mock.patch.multiple(
        'torch.nn.init', kaiming_uniform_=repeat, normal_=repeat)


def build(config: dict):
    return MODELS.build(config)


def samples(keypoints: torch.Tensor, weights: torch.Tensor) -> list:
    """Data samples of (B, K, 2) keypoints and (B, K) weights."""
    found = []
    for k, w in zip(keypoints, weights):
        labels = InstanceData(
            keypoint_labels=k[None], keypoint_weights=w[None])
        instances = InstanceData(
            bboxes=np.zeros((1, 4)), bbox_scores=np.ones(1))
        found.append(
            PoseDataSample(
                gt_instance_labels=labels,
                gt_instances=instances,
                metainfo=dict(
                    input_center=np.array([32., 48.]),
                    input_scale=np.array([64., 96.]),
                    input_size=(64, 96),
                    flip_indices=list(range(k.shape[0])))))
    return found

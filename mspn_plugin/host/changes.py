"""The table of everything that this package changes in its host libraries.

A change is one function. It returns what replaces which attribute, and its
docstring says why. :func:`mspn_plugin.host.apply` makes the changes.
"""

from typing import Callable, Dict, List, NamedTuple, Tuple

import mspn_plugin_finder

from .averaged_weights import swap_ema_parameters
from .checkpoint_loading import load_checkpoint
from .checkpoint_saving import find_latest_checkpoint, save_checkpoint
from .coco_annotations import corrected_coco, load_json
from .config_packages import get_cfg_path, get_config, get_model
from .config_references import init_config, merge_options
from .cpu_processes import CPUCompatibleDataParallel, init_process_group
from .registry_hints import build
from .run_start import load_or_resume


class Change(NamedTuple):
    """One change of the host.

    Attributes:
        name: What switches it off in ``MSPN_PLUGIN_HOST_OFF``.
        replaces: Dotted names of the attributes that are replaced.
        why: The reason; the docstring of the function.
        since: The first version of the host that needs it, of those that
            this package supports.
        until: What would make it superfluous.
        replacements: Returns the new objects by dotted name. A module is
            also entered in ``sys.modules``.
        needed: Whether this environment needs the change at all.
        provides: Modules that are found where they are not installed.
    """
    name: str
    replaces: Tuple[str, ...]
    why: str
    since: str
    until: str
    replacements: Callable[[], Dict[str, object]]
    needed: Callable[[], bool]
    provides: Tuple[str, ...] = ()


CHANGES: List[Change] = []


def change(*replaces: str, since: str, until: str,
           needed: Callable[[], bool] = lambda: True,
           provides: Tuple[str, ...] = ()):
    """Enter a function in :data:`CHANGES`; see :class:`Change`."""

    def enter(function: Callable[[], Dict[str, object]]):
        CHANGES.append(
            Change(
                name=function.__name__.replace('_', '-'),
                replaces=replaces,
                why=' '.join(function.__doc__.split()),
                since=since,
                until=until,
                replacements=function,
                needed=needed,
                provides=provides))
        return function

    return enter


@change(
    'mmengine.runner.checkpoint.CheckpointLoader.load_checkpoint',
    since='mmengine 0.10.4',
    until='mmengine reads its own checkpoints with '
    '`torch.load(weights_only=True)` and compares their checksums.')
def checkpoint_loading():
    """torch 2.6 and later refuse mmengine's checkpoints, and older torch
    runs whatever code a checkpoint holds. The replacement loads weights and
    training state only, on every torch, and refuses damaged files."""
    return {
        'mmengine.runner.checkpoint.CheckpointLoader.load_checkpoint':
        staticmethod(load_checkpoint)
    }


@change(
    'mmengine.runner.checkpoint.save_checkpoint',
    'mmengine.runner.runner.save_checkpoint',
    since='mmengine 0.10.4',
    until='mmengine writes checkpoints to a temporary file and renames it.')
def checkpoint_saving():
    """mmengine writes under the final name: a run that is killed meanwhile
    leaves half a checkpoint. The replacement writes a temporary file and
    renames it."""
    return {
        'mmengine.runner.checkpoint.save_checkpoint': save_checkpoint,
        'mmengine.runner.runner.save_checkpoint': save_checkpoint
    }


@change(
    'mmengine.runner.checkpoint.find_latest_checkpoint',
    'mmengine.runner.runner.find_latest_checkpoint',
    since='mmengine 0.10.4',
    until='mmengine checks the file that `last_checkpoint` names.')
def checkpoint_search():
    """With `--resume`, mmengine takes the file that `last_checkpoint` names,
    damaged or not. The replacement takes the newest intact checkpoint of the
    work folder and logs a warning for each damaged one."""
    return {
        'mmengine.runner.checkpoint.find_latest_checkpoint':
        find_latest_checkpoint,
        'mmengine.runner.runner.find_latest_checkpoint':
        find_latest_checkpoint
    }


@change(
    'mmengine.dist.utils._init_dist_pytorch',
    since='mmengine 0.10.4',
    until='mmengine starts processes without a GPU when the launcher is '
    '`pytorch`.')
def process_start():
    """mmengine gives every process a GPU and fails where there is none. The
    replacement starts gloo instead when CUDA is not available."""
    return {'mmengine.dist.utils._init_dist_pytorch': init_process_group}


@change(
    'mmengine.runner.runner.MMDistributedDataParallel',
    since='mmengine 0.10.4',
    until='mmengine passes `device_ids=None` for a network on a processor.')
def data_parallel():
    """mmengine's runner wraps the network with `device_ids=[local rank]`,
    which PyTorch refuses for a network on a processor. The replacement
    leaves them out there."""
    return {
        'mmengine.runner.runner.MMDistributedDataParallel':
        CPUCompatibleDataParallel
    }


@change(
    'mmengine.config.config.Config.__init__',
    'mmengine.config.config.Config.merge_from_dict',
    since='mmengine 0.10.4',
    until='mmengine has references to other keys of a config.')
def config_references():
    """A value that a base config copied into a pipeline keeps its old form
    when a child config or `--cfg-options` changes it. With the replacements a
    string `'${codec}'` stands for the key `codec` and follows its changes."""
    return {
        'mmengine.config.config.Config.__init__': init_config,
        'mmengine.config.config.Config.merge_from_dict': merge_options
    }


@change(
    provides=('mmcv._ext', ),
    since='mmcv-lite 2.0',
    until='mmcv has wheels of its operators, or mmpose and mmdet import them '
    'when they are called.')
def mmcv_operators():
    """mmpose and mmdet import all operators of mmcv, and mmcv-lite has none.
    The module computes non-maximum suppression, RoIAlign and the focal loss
    with torchvision; every other operator raises NotImplementedError when it
    is called. Compiled mmcv is used where it is installed. The installed
    package puts the finder in place when Python starts
    (`mspn_plugin_finder.pth`), because `from mmpose.apis import ...` may come
    before this package."""
    mspn_plugin_finder.install()
    return {}


@change(
    provides=('xtcocotools', ),
    since='NumPy 2.0 and Python 3.12',
    until='xtcocotools has wheels for NumPy 2 and for Python 3.12.')
def xtcocotools():
    """mmpose imports xtcocotools, whose wheels need NumPy 1 and Python 3.11
    or older. The module is pycocotools with the keypoint types of mmpose's
    metrics, and gives the same figures. xtcocotools is used where it is
    installed. The finder is that of `mmcv-operators`."""
    mspn_plugin_finder.install()
    return {}


@change(
    'mmpose.datasets.datasets.base.base_coco_style_dataset.COCO',
    'mmpose.evaluation.metrics.coco_metric.COCO',
    'mmpose.evaluation.metrics.coco_metric.load',
    since='mmpose 1.3.2',
    until='mmpose reads what labelling tools write, in data sets and metrics '
    'alike.')
def coco_annotations():
    """COCO files of labelling tools lack areas, have null for keypoints that
    are not labelled, or number annotations from 0, which evaluation takes for
    no match. Data sets and metrics of mmpose then fail late, or give an AP
    of 0. The replacement corrects what has one meaning only, and logs it."""
    from mmpose.datasets.datasets.base.base_coco_style_dataset import COCO
    coco = corrected_coco(COCO)
    return {
        'mmpose.datasets.datasets.base.base_coco_style_dataset.COCO': coco,
        'mmpose.evaluation.metrics.coco_metric.COCO': coco,
        'mmpose.evaluation.metrics.coco_metric.load': load_json
    }


@change(
    'mmengine.registry.registry.Registry.build',
    since='mmengine 0.10.4',
    until='mmengine names the nearest registered type.')
def registry_hints():
    """A misspelt `type` in a config is an error that does not say which name
    was meant. With the replacement it names the nearest registered one."""
    return {'mmengine.registry.registry.Registry.build': build}


@change(
    'mmengine.config.config.Config._get_cfg_path',
    'mmengine.hub.hub.get_config',
    'mmengine.hub.get_config',
    'mmengine.hub.hub.get_model',
    'mmengine.hub.get_model',
    since='mmengine 0.10.4',
    until='mmengine looks for configs of any installed package.')
def config_packages():
    """mmengine has a fixed table of packages whose configs can be a `_base_`.
    With the replacements `_base_ = 'mspn_plugin::mspn/quickstart.py'`,
    `get_config('mspn_plugin::...')` and `get_model` work, in a clone, an
    editable install and from a wheel. The installed package's
    `mspn_plugin_finder.pth` makes the same change when mmengine is imported,
    because a config is read before its `custom_imports`. Configs of mmpose
    are looked up once: mmengine reads all metafiles for each `_base_`."""
    return {
        'mmengine.config.config.Config._get_cfg_path':
        staticmethod(get_cfg_path),
        'mmengine.hub.hub.get_config': get_config,
        'mmengine.hub.get_config': get_config,
        'mmengine.hub.hub.get_model': get_model,
        'mmengine.hub.get_model': get_model
    }


@change(
    'mmengine.runner.runner.Runner.load_or_resume',
    since='mmengine 0.10.4',
    until='`--resume` without a checkpoint begins from `load_from`, and a '
    'resumed run refuses another schedule.')
def run_start():
    """With `--resume` mmpose's scripts drop `load_from`, so that a run that
    was stopped before its first checkpoint starts from random weights;
    `resume=True` beside a `load_from` of weights is a KeyError; and a finished
    run that is resumed with more epochs trains with a rate of 0. With the
    replacement such runs begin as they did, or an error says what to do."""
    return {'mmengine.runner.runner.Runner.load_or_resume': load_or_resume}


@change(
    'mmengine.hooks.ema_hook.EMAHook._swap_ema_parameters',
    since='mmengine 0.10.4',
    until='`EMAHook` leaves a network alone that is not trained.')
def averaged_weights():
    """With `deploy`, which rewrites a network for inference, a config with
    an `EMAHook` ends its test with an error: mmengine exchanges the weights
    of the network and of its average after a test, too. With the replacement
    it does so for networks without `deploy` only."""
    return {
        'mmengine.hooks.ema_hook.EMAHook._swap_ema_parameters':
        swap_ema_parameters
    }

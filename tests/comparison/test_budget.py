import pytest
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS

from mspn_plugin.comparison.budget import Budget, apply_budget
from tests.conftest import ROOT

CONFIGS = ROOT / 'projects/comparison/configs'
STUDY = sorted(CONFIGS.glob('*.py'))
SIZES = sorted(CONFIGS.glob('sizes/*.py'))
MSPN = ROOT / 'configs/mspn/td-hm_2xmspn50_8xb32-96k_coco-256x192.py'


def test_samples_are_iterations_of_the_configs_own_batch():
    config = apply_budget(Config.fromfile(MSPN), Budget(6400, 3, 'lsp'))
    assert config.train_cfg.max_iters == 200  # of 32
    assert config.randomness.seed == 3
    warm, linear = config.param_scheduler
    assert warm.end == 5  # 2,400 of 96,000 iterations
    assert linear.end == 200
    assert config.optim_wrapper.optimizer.lr == 4e-3


def test_epochs_and_warm_ups_are_scaled():
    config = Config.fromfile(MSPN)
    config.train_cfg = dict(max_epochs=210)
    config.param_scheduler = [
        dict(type='LinearLR', begin=0, end=500, by_epoch=False,
             start_factor=.001),
        dict(type='MultiStepLR', begin=0, end=210, milestones=[170, 200],
             by_epoch=True)
    ]
    warm, steps = apply_budget(config, Budget(6720, 0, None)).param_scheduler
    assert warm.end == 10 and steps.milestones == [170, 200]
    assert steps.end == 210  # 6,720 / 32
    assert not warm.by_epoch and not steps.by_epoch


def test_lsp_has_fourteen_joints_and_no_leak():
    config = apply_budget(Config.fromfile(MSPN), Budget(64, 0, 'lsp'))
    assert config.model.head.out_channels == 14
    assert config.model.neck.in_channels == (256, 512, 1024, 2048)
    data = config.train_dataloader.dataset
    assert (data.type, data.split) == ('LSPDataset', 'train+extended')
    assert data.near_test is False
    assert data.pipeline == Config.fromfile(MSPN).train_pipeline


def test_without_data_the_configs_data_is_kept():
    config = apply_budget(Config.fromfile(MSPN), Budget(64, 0, None))
    assert config.train_dataloader.dataset.type == 'CheckedCocoDataset'
    assert config.model.head.out_channels == 17


def test_less_than_a_batch_raises():
    with pytest.raises(ValueError, match='31 samples are less than a batch'):
        apply_budget(Config.fromfile(MSPN), Budget(31, 0, None))


@pytest.mark.parametrize('data, keypoints', (('rendered', 17), ('lsp', 14)))
@pytest.mark.parametrize('path', STUDY + SIZES, ids=lambda p: p.stem)
def test_networks_of_the_study_build_for_both_data(path, data, keypoints):
    init_default_scope('mmpose')
    config = apply_budget(Config.fromfile(path), Budget(16000, 0, data))
    assert config.train_cfg.max_iters == 1000  # the same for all
    assert config.model.head.out_channels == keypoints
    assert MODELS.build(config.model).head.out_channels == keypoints


def test_networks_of_the_study_share_all_but_the_network():
    """Only UDP and mmpose's networks have another codec."""
    def shared(path):
        config = Config.fromfile(path)
        augmentation = [
            {k: v for k, v in step.items() if k != 'use_udp'}
            for step in config.train_pipeline[:-2]
        ]
        return (augmentation, config.train_dataloader.batch_size,
                config.optim_wrapper, config.param_scheduler,
                config.model.test_cfg)

    first = shared(STUDY[0])
    assert all(shared(path) == first for path in STUDY)
    assert len(STUDY) >= 19

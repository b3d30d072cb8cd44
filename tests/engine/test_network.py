import torch
from mmengine.runner import CheckpointLoader

from mspn_plugin.engine.config import load_config
from mspn_plugin.engine.network import (
    init_network,
    init_network_and_test_set,
)
from tests.conftest import ROOT

CONFIG = ROOT / 'configs/mspn/quickstart.py'
WEIGHTS = ROOT / 'configs/mspn/quickstart.pth'


def test_weights_equal_those_of_the_file():
    stored = CheckpointLoader.load_checkpoint(
        str(WEIGHTS), map_location='cpu')['state_dict']
    for config in (CONFIG, load_config(CONFIG)):
        network = init_network(config, WEIGHTS)
        assert not network.training and network.deploy is None
        state = network.state_dict()
        assert all(torch.equal(state[k], v.float()) for k, v in stored.items()
                   if v.is_floating_point())


def test_an_onnx_file_is_an_option_of_deploy():
    network = init_network(CONFIG, onnx='x.onnx')
    assert network.deploy == dict(onnx='x.onnx')


def test_options_reach_the_test_set(tmp_path):
    network, dataset = init_network_and_test_set(
        CONFIG, WEIGHTS, options={
            'test_dataloader.dataset.num_images': 2,
            'test_dataloader.dataset.data_root': str(tmp_path)
        })
    paths = {dataset.get_data_info(i)['img_path'] for i in range(len(dataset))}
    assert len(paths) == 2 and network.head.out_channels == 17

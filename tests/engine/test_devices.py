"""Devices that there are, and others."""

import pytest
import torch

from mspn_plugin.engine.devices import choose_device


@pytest.mark.parametrize('device', (
    'foo', '', 'cuda:99', 'vulkan', 'hpu', 'meta'))
def test_a_device_that_is_not_there_is_refused(device):
    with pytest.raises(ValueError, match=(
            f"There is no device '{device}' here: .*--device auto")):
        choose_device(device)


def test_auto_is_the_gpu_or_the_processor():
    there = torch.cuda.is_available()
    assert choose_device('auto') == ('cuda' if there else 'cpu')
    assert choose_device('cpu') == 'cpu'

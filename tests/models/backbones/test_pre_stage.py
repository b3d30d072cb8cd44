import torch

from mspn_plugin.models.backbones import PreStage


def test_fine_and_coarse_maps():
    """MSCM, Sec. 3.2: three modules, each half the size, twice the width."""
    net = PreStage(4).eval()
    image = torch.randn(2, 3, 32, 40)
    fine, coarse = net(image)
    assert fine.shape == (2, 4, 32, 40) and (fine >= 0).all()
    assert coarse.shape == (2, 32, 4, 5)
    x = fine
    for i in (0, 2, 4):
        x = torch.cat([net.stack[i].pool(x), net.stack[i].conv(x)], 1)
    assert torch.equal(coarse, x)


def test_dropout_is_active_in_training_only():
    net = PreStage(4, dropout=.5)
    image = torch.randn(1, 3, 32, 32)
    assert (net(image)[1] == 0).flatten(2).all(2).any()
    net.eval()
    assert torch.equal(net(image)[1], net(image)[1])

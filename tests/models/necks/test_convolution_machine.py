import pytest
import torch

from mspn_plugin.models.necks import ConvolutionMachine


def machine(**kwargs):
    return ConvolutionMachine((8, 16),
                              3,
                              **dict(
                                  dict(
                                      squeeze=4,
                                      expand=4,
                                      dilated=4,
                                      gate_ratio=2), **kwargs))


def test_a_stage_equals_figure_3():
    neck = machine(num_stages=1).eval()
    stage, = neck.stages
    fine, coarse = torch.randn(2, 8, 16, 24), torch.randn(2, 16, 2, 3)
    ((heatmaps, ), ) = neck((fine, coarse))
    gated = neck.big_gate(fine).unfold(2, 8, 8).unfold(3, 8, 8).mean((4, 5))
    y = coarse
    for fire in stage.fires:
        y = fire(y)
    y = stage.last_fire(torch.cat([y, stage.gate(coarse)], 1))
    y = stage.dilate(torch.cat([y, gated], 1))
    want = stage.predict(stage.mix(y))
    assert heatmaps.shape == (2, 3, 2, 3)
    assert torch.allclose(heatmaps, want, atol=1e-5)


def test_each_stage_gets_the_previous_heatmaps():
    neck = machine(num_stages=3).eval()
    fine, coarse = torch.randn(1, 8, 16, 16), torch.randn(1, 16, 2, 2)
    stages = neck((fine, coarse))
    assert len(stages) == 3
    seen = []
    neck.stages[2].register_forward_pre_hook(
        lambda module, args: seen.append(args[0]))
    neck((fine, coarse))
    assert torch.equal(seen[0], torch.cat([coarse, stages[1][0]], 1))


def test_five_gates_with_four_stages():
    names = {
        name.rsplit('.conv', 2)[0]
        for name, _ in machine(num_stages=4).named_parameters()
        if 'gate' in name
    }
    assert names == {'big_gate', *(f'stages.{i}.gate' for i in range(4))}


@pytest.mark.parametrize('change, message', (
    (dict(num_stages=0), 'num_stages.*got 0'),
    (dict(gate_ratio=9), 'ratio of 9 leaves 0 of 8'),
))
def test_invalid_arguments_raise(change, message):
    with pytest.raises(ValueError, match=message):
        machine(**change)

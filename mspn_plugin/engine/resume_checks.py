"""A resumed run needs the optimiser that its checkpoint had."""

from typing import Optional

from mmengine.optim import OptimWrapper

from .weights import ForeignCheckpoint

#: Options that another version of PyTorch may have: they change neither the
#: kind of an optimiser nor its state.
SWITCHES = {'foreach', 'fused', 'capturable', 'differentiable', 'maximize',
            'decoupled_weight_decay'}


def check_optimizer(wrapper: OptimWrapper, saved: Optional[dict]):
    """Raise if an optimiser cannot take the state of a checkpoint.

    Args:
        wrapper: Of the run.
        saved: ``optimizer`` of the checkpoint; None: it has none, and the
            optimiser starts anew.

    Raises:
        ForeignCheckpoint: Another optimiser, or other groups of parameters.
    """
    groups = getattr(getattr(wrapper, 'optimizer', None), 'param_groups', None)
    if groups is None or not saved or 'param_groups' not in saved:
        return
    old = saved['param_groups']
    sizes = [[len(group['params']) for group in part]
             for part in (old, groups)]
    if sizes[0] != sizes[1]:
        raise ForeignCheckpoint(
            f'The checkpoint to resume has {len(sizes[0])} groups of '
            f'{sum(sizes[0])} parameters, the optimiser {len(sizes[1])} of '
            f'{sum(sizes[1])}: paramwise_cfg or frozen_stages changed. '
            'Resume with the former config, or start a new run with '
            '`load_from`.')
    options = [
        {name for name in part[0] if not name.startswith('initial_')}
        - {'params', *SWITCHES} for part in (old, groups)]
    if options[0] != options[1]:
        raise ForeignCheckpoint(
            'The checkpoint to resume is of another optimiser: its options '
            f'are {sorted(options[0])}, now they are {sorted(options[1])}. '
            'Resume with the former one, or start a new run with '
            '`load_from`.')

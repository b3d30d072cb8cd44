"""Error of operators that are not available."""

import sys

import torch

COMMAND = 'pip install mmcv==2.1.0'


def missing(what: str) -> NotImplementedError:
    return NotImplementedError(
        f'{what} needs mmcv with compiled operators: {COMMAND}')


def caller() -> str:
    """Public name of ``mmcv.ops`` that was called, such as DeformConv2d."""
    frame, found = sys._getframe(2), ''
    while frame is not None:
        module = frame.f_globals.get('__name__', '')
        if module.startswith('mmcv.ops.'):
            owner = frame.f_locals.get('self')
            found = frame.f_code.co_name
            if isinstance(owner, torch.nn.Module):
                return type(owner).__name__
        frame = frame.f_back
    return '' if found in ('forward', 'backward') else found

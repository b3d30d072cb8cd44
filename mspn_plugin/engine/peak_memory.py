"""Measure the peak memory of tensors, on any device including meta."""

import weakref

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class PeakMemory(TorchDispatchMode):
    """Peak bytes of the tensors that are created within the context.

    Tensors that autograd keeps are counted; the workspace of kernels is not.

    Attributes:
        bytes: The peak so far.
    """

    def __init__(self):
        super().__init__()
        self.bytes = self._now = 0
        self._known = weakref.WeakSet()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        made = func(*args, **(kwargs or {}))
        old = {
            x.untyped_storage()._cdata
            for x in tree_leaves((args, kwargs)) if isinstance(x, Tensor)
        }
        for x in tree_leaves(made):
            if isinstance(x, Tensor):
                storage = x.untyped_storage()
                if storage._cdata not in old:
                    self._add(storage)
        return made

    def _add(self, storage: torch.UntypedStorage):
        if storage in self._known:
            return
        self._known.add(storage)
        size = storage.nbytes()
        self._now += size
        self.bytes = max(self.bytes, self._now)
        weakref.finalize(storage, self._free, size)

    def _free(self, size: int):
        self._now -= size

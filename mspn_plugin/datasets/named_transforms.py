"""Transforms that a config changes by name instead of by position."""

from typing import Optional

from mmcv.transforms import BaseTransform
from mmengine.dataset import Compose
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class NamedTransforms(BaseTransform):
    """Applies transforms in the order in which a config names them.

    A child config or a ``--cfg-options`` changes one of them by its name:
    ``augmentation=dict(half_body=None, bbox=dict(rotate_factor=40))``.

    Args:
        transforms: Config of each transform; None skips it.

    Raises:
        TypeError: A value is neither a config nor None.
    """

    def __init__(self, **transforms: Optional[dict]):
        for name, transform in transforms.items():
            if not isinstance(transform, dict) and transform is not None:
                raise TypeError(f'{name} must be the config of a transform '
                                f'or None, got {transform!r}.')
        self.compose = Compose([t for t in transforms.values() if t])

    def transform(self, results: dict) -> Optional[dict]:
        """Apply all transforms; return None if one returns None."""
        return self.compose(results)

    def __repr__(self) -> str:
        return f'{type(self).__name__}({self.compose})'

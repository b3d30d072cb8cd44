"""A type that no registry has: the error names the nearest one."""

from difflib import get_close_matches
from typing import Iterator, Optional

from mmengine.registry.registry import Registry

_build = Registry.build


def build(self, cfg, *args, **kwargs):
    """As mmengine's; a KeyError of an unknown type names the nearest."""
    try:
        return _build(self, cfg, *args, **kwargs)
    except KeyError as error:
        hint = describe_unknown(self, cfg)
        if hint is None:
            raise
        raise KeyError(hint) from error


def describe_unknown(registry: Registry, cfg) -> Optional[str]:
    """What is wrong with the type of a config; None if it is registered.

    Args:
        registry: Where it is looked up.
        cfg: The config of one object.
    """
    name = cfg.get('type') if isinstance(cfg, dict) else None
    if not isinstance(name, str) or registry.get(name) is not None:
        return None
    known = sorted(set(_names(registry)))
    nearest = get_close_matches(name.split('.')[-1], known, n=1)
    if not nearest:
        hint = 'Does `custom_imports` name the package that has it?'
    elif nearest[0] == name:  # of a scope below
        hint = "Set default_scope = 'mmpose', or its own scope."
    else:
        hint = f'Did you mean {nearest[0]!r}?'
    return (f'{name!r} is not in the registry '
            f'{registry.scope}::{registry.name}. {hint}')


def _names(registry: Registry) -> Iterator[str]:
    """Registered here, in the scopes below and in those above."""
    waiting = list(registry.children.values())
    while waiting:
        child = waiting.pop()
        yield from child.module_dict
        waiting.extend(child.children.values())
    while registry is not None:
        yield from registry.module_dict
        registry = registry.parent

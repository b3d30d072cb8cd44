"""Make the changes of the host, except those that are switched off."""

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import FrozenSet, Tuple

from .changes import CHANGES, Change

#: Names of changes that are not made, separated by commas; or ``all``.
VARIABLE = 'MSPN_PLUGIN_HOST_OFF'
_applied = []


def apply() -> Tuple[str, ...]:
    """Make every change of :data:`CHANGES` once in this process.

    Returns:
        Names of the changes in force.

    Raises:
        ValueError: ``MSPN_PLUGIN_HOST_OFF`` has an unknown name.
        RuntimeError: The host lacks an attribute that a change replaces.
    """
    off = switched_off()
    for change in CHANGES:
        if change.name not in {*off, *_applied} and change.needed():
            _make(change)
            _applied.append(change.name)
    return tuple(_applied)


def switched_off() -> FrozenSet[str]:
    """Names of the changes that the environment variable switches off.

    Raises:
        ValueError: An unknown name.
    """
    valid = {change.name for change in CHANGES}
    names = {name.strip() for name in os.environ.get(VARIABLE, '').split(',')}
    names.discard('')
    if names == {'all'}:
        return frozenset(valid)
    if names - valid:
        raise ValueError(
            f'{VARIABLE} has unknown names: {", ".join(sorted(names - valid))}'
            f'. Valid names are all, {", ".join(sorted(valid))}.')
    return frozenset(names)


def _make(change: Change):
    replacements = change.replacements()
    if set(replacements) != set(change.replaces):
        raise RuntimeError(
            f'The change {change.name} lists {sorted(change.replaces)} but '
            f'replaces {sorted(replacements)}.')
    for name, value in replacements.items():
        try:
            _replace(name, value)
        except AttributeError as error:
            raise RuntimeError(
                f'The change {change.name} replaces {name}, which this '
                f'version of the library does not have ({error}). Set '
                f'{VARIABLE}={change.name} to switch it off.') from error


def _replace(name: str, value: object):
    parent_name, _, attribute = name.rpartition('.')
    parent = resolve(parent_name)
    if isinstance(value, ModuleType):
        sys.modules[name] = value
    else:
        getattr(parent, attribute)  # may raise an AttributeError
    setattr(parent, attribute, value)


def resolve(name: str) -> object:
    """Return the object of a dotted name: a module or an attribute.

    Raises:
        AttributeError: There is no such object.
    """
    module, _, attribute = name.rpartition('.')
    try:
        return import_module(name)
    except ModuleNotFoundError:
        if not module:
            raise
        return getattr(resolve(module), attribute)

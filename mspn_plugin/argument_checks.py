"""Arguments of configs are compared with the signatures of classes.

A registry does not check the values of a config. A string instead of a number
fails deep in torch, or not at all. Here every registered class of this package
checks its arguments before its constructor runs.
"""

import inspect
import re
from difflib import get_close_matches
from functools import wraps
from math import isfinite
from typing import Any, Iterator, get_type_hints

import mmengine.registry
import mmpose.registry
from mmengine.registry import Registry
from typeguard import CollectionCheckStrategy, TypeCheckError, check_type

#: Python's own message of an argument that a signature does not have.
UNEXPECTED = re.compile(r"got an unexpected keyword argument '(\w+)'")


def add_argument_checks(package: str):
    """Add checks to the constructors of the registered classes of a package.

    An argument must have the type of its annotation; a list is accepted for
    a tuple. Numbers must be finite. Floats must be at least 0 and integers at
    least 1, or at least the default if that is smaller. The constructors
    check everything else themselves.

    The wrapped constructors raise a TypeError for a wrong type and a
    ValueError for a number out of range. Classes of other packages are left
    as they are.

    Args:
        package: Name of the package.
    """
    for kind in _registered_classes():
        for part in getattr(kind, '__mro__', ()):  # functions have none
            if part.__module__.startswith(f'{package}.'):
                _wrap_init(part)


def _registered_classes() -> Iterator[type]:
    for module in (mmengine.registry, mmpose.registry):
        for registry in vars(module).values():
            if isinstance(registry, Registry):
                yield from registry.module_dict.values()


def _wrap_init(kind: type):
    init = vars(kind).get('__init__')
    if init is None or hasattr(init, '__wrapped__'):
        return
    signature, hints = inspect.signature(init), get_type_hints(init)
    hints.pop('return', None)

    @wraps(init)
    def checked(self, *args, **kwargs):
        try:
            given = signature.bind(self, *args, **kwargs).arguments
        except TypeError as error:
            raise TypeError(_name_class(type(self), str(error))) from error
        for name in hints.keys() & given.keys():
            _check_argument(f'{type(self).__name__}: {name}', given[name],
                            hints[name], signature.parameters[name].default)
        try:
            init(self, *args, **kwargs)
        except TypeError as error:  # of a parent, of another package
            found = UNEXPECTED.search(str(error))
            if found is None or found[1] not in kwargs or (
                    type(self).__name__ in str(error)):
                raise
            raise TypeError(_name_class(type(self), found[0])) from error

    kind.__init__ = checked


def _name_class(kind: type, problem: str) -> str:
    """The problem behind the class; the nearest argument to a misspelt one."""
    text = f'{kind.__name__} {problem}'
    found = UNEXPECTED.search(problem)
    if found is None:
        return text
    accepted = sorted({
        name for part in kind.__mro__ if '__init__' in vars(part)
        for name, parameter in inspect.signature(
            part.__init__).parameters.items()
        if name != 'self' and 'VAR' not in parameter.kind.name})
    nearest = get_close_matches(found[1], accepted, n=1)
    if nearest:
        return f'{text}. Did you mean {nearest[0]!r}?'
    return f'{text}. It takes {", ".join(accepted)}.'


def _check_argument(name: str, value: Any, hint: Any, default: Any):
    try:
        check_type(
            _lists_to_tuples(value), hint,
            collection_check_strategy=CollectionCheckStrategy.ALL_ITEMS)
    except TypeCheckError as error:
        raise TypeError(f'{name} must be {_type_name(hint)}, got '
                        f'{value!r}.') from error
    if isinstance(value, bool) and 'bool' not in str(hint):
        raise TypeError(f'{name} must be a number, got {value!r}.')
    for number in _flatten_numbers(_lists_to_tuples(value)):
        least = 0 if isinstance(number, float) else 1
        if isinstance(default, (int, float)):
            least = min(least, default)
        if not isfinite(number) or number < least:
            raise ValueError(
                f'{name} must be at least {least}, got {value!r}.')


def _type_name(hint: Any) -> str:
    if isinstance(hint, type):
        return hint.__name__
    return str(hint).replace('typing.', '')


def _lists_to_tuples(value: Any) -> Any:
    """Convert lists to tuples, nested ones too: configs have lists."""
    if isinstance(value, (list, tuple)):
        return tuple(map(_lists_to_tuples, value))
    return value


def _flatten_numbers(value: Any) -> Iterator[float]:
    if isinstance(value, tuple):
        for part in value:
            yield from _flatten_numbers(part)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value

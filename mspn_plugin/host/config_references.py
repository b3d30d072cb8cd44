"""A config states a value once and refers to it elsewhere: ``'${codec}'``.

mmengine merges ``--cfg-options`` and child configs after a base config was
evaluated, so a value that a base copied into a pipeline keeps its old form.
Here a string ``'${a.b}'`` in a config stands for the config's value ``a.b``,
as in OmegaConf. It is replaced when the whole file has been read, and an
option that changes ``a.b`` later also changes the places that refer to it.
"""

import copy
import re
from typing import Any, Dict, Iterator, Optional, Tuple

from mmengine.config import Config, ConfigDict

REFERENCE = re.compile(r'\$\{([\w.]+)\}')
TABLE = 'references'  # the config's key that lists them: {path: target}
_MISSING = object()

_init = Config.__init__
_merge_from_dict = Config.merge_from_dict


def resolve(config: dict):
    """Replace each reference by a copy of its target, in place.

    The config gets a key ``references`` with the path and the target of each.

    Args:
        config: The whole config.

    Raises:
        KeyError: The config does not have a target.
        ValueError: References form a cycle, or one is in a tuple.
    """
    waiting = dict(_find(config))
    if not waiting:
        return
    table = {**config.get(TABLE, {}), **waiting}
    while waiting:
        ready = [path for path, target in waiting.items()
                 if not any(_overlap(target, other) for other in waiting)]
        if not ready:
            raise ValueError('These references form a cycle: ' + ', '.join(
                f'{p} -> {t}' for p, t in waiting.items()))
        for path in ready:
            target = waiting.pop(path)
            value = _get(config, target)
            if value is _MISSING:
                raise KeyError(f"'{path}' refers to '{target}', which the "
                               'config does not have.')
            _set(config, path, copy.deepcopy(value))
    config[TABLE] = {  # as leaves: a path is a key with dots
        path: table[path] for path in sorted(table)
    }


def follow(options: dict, config: dict) -> Dict[str, Any]:
    """Changes of the places that refer to the keys of some options.

    A place whose value differs from the key's keeps it.

    Args:
        options: As ``merge_from_dict`` takes them.
        config: The whole config, with its references.

    Returns:
        {path: value} of those places.
    """
    table = config.get(TABLE, {})
    waiting, found = list(_leaves(options)), {}
    while waiting:
        path, value = waiting.pop()
        for place, target in table.items():
            if f'{path}.'.startswith(f'{target}.'):
                other, source, new = place + path[len(target):], path, value
            elif target.startswith(f'{path}.'):
                other, source = place, target
                new = _get(value, target[len(path) + 1:])
            else:
                continue
            if (new is not _MISSING and other not in found
                    and _get(config, place) is not _MISSING
                    and _same(_get(config, other), _get(config, source))):
                found[other] = new
                waiting.append((other, new))
    return found


def _find(part: Any, path: str = '') -> Iterator[Tuple[str, str]]:
    """(path, target) of each reference; LazyObjects stay as they are."""
    if isinstance(part, str):
        found = REFERENCE.fullmatch(part)
        if found:
            yield path, found[1]
        return
    if isinstance(part, tuple):
        for key, value in enumerate(part):
            if dict(_find(value, str(key))):
                raise ValueError(f"'{path}.{key}' has a reference in a "
                                 'tuple: make it a list.')
    for key, value in _items(part):
        if path or key != TABLE:
            yield from _find(value, f'{path}.{key}' if path else str(key))


def _items(part: Any):
    if isinstance(part, dict):
        return dict.items(part)
    return enumerate(part) if isinstance(part, list) else ()


def _overlap(target: str, path: str) -> bool:
    """Whether a reference at ``path`` is above, at or below the target."""
    return f'{path}.'.startswith(f'{target}.') or target.startswith(f'{path}.')


def _leaves(options: Any, path: str = '') -> Iterator[Tuple[str, Any]]:
    if isinstance(options, dict) and '_delete_' in options:
        yield path, {k: v for k, v in options.items() if k != '_delete_'}
    elif isinstance(options, dict) and (options or not path):
        for key, value in options.items():
            yield from _leaves(value, f'{path}.{key}' if path else str(key))
    else:
        yield path, options


def _get(part: Any, path: str) -> Any:
    for key in path.split('.'):
        part = dict(_items(part)).get(
            int(key) if isinstance(part, list) and key.isdigit() else key,
            _MISSING)
        if part is _MISSING:
            return part
    return part


def _set(part: Any, path: str, value: Any):
    first, _, rest = path.partition('.')
    key = int(first) if isinstance(part, list) else first
    if rest:
        if not isinstance(_get(part, first), (dict, list)):
            part[key] = ConfigDict()
        _set(part[key], rest, value)
    else:
        part[key] = value


def _same(one: Any, other: Any) -> bool:
    return one is other or type(one) is type(other) and one == other


def init_config(self, cfg_dict: Optional[dict] = None, *args, **kwargs):
    """As mmengine's, with references replaced."""
    _init(self, cfg_dict, *args, **kwargs)
    resolve(self._cfg_dict)


def merge_options(self,
                  options: dict,
                  allow_list_keys: bool = True) -> None:
    """As mmengine's; an option also changes references to its key."""
    besides = follow(options, self._cfg_dict)
    if besides:  # mmengine's merge accepts only dicts in lists
        changed = copy.deepcopy(self._cfg_dict)
        for path, value in besides.items():
            _set(changed, path, copy.deepcopy(value))
        object.__setattr__(self, '_cfg_dict', changed)
    _merge_from_dict(self, options, allow_list_keys=allow_list_keys)
    resolve(self._cfg_dict)

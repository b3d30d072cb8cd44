"""How a process that imports the package starts quickly.

In a command-line tool, help and wrong arguments are to be printed at once. So
importing the package registers nothing in such a process; the tool does, when
it has read its arguments (``mspn_plugin.tools.options.parse``).

Imports make half a million objects that stay. Python's garbage collector looks
at all of them again and again, and when the process ends.
"""

import gc
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

#: ``-m`` of a command line of Python, after options that take no value; the
#: module may be its end.
RUN_MODULE = re.compile(r'-[bBdEhiIOPqRsSuvVx]*m(.*)')


def is_tool() -> bool:
    """Whether the main program is ``mspn`` or a module of ``tools``."""
    if not sys.argv or _is_worker():
        return False
    if sys.argv[0] == '-m':  # Python imports the packages above the module
        module = _main_module()
        return module == 'mspn_plugin' or module.startswith(
            'mspn_plugin.tools.')
    program = Path(sys.argv[0])
    if program.stem == 'mspn' and program.suffix in ('', '.exe'):
        return True
    # mim runs the files: mspn_plugin/tools/X.py or mspn_plugin/.mim/tools/X.py
    package = Path(__file__).resolve().parent
    return program.resolve().parent in (
        package / 'tools', package / '.mim' / 'tools')


def is_mim() -> bool:
    """Whether the main program is a tool that mim runs, of any package."""
    return bool(sys.argv) and not _is_worker() and (
        Path(sys.argv[0]).parts[-3:-1] == ('.mim', 'tools'))


def _main_module() -> str:
    """The module that ``python -m`` runs."""
    arguments = iter(sys.orig_argv[1:])
    for argument in arguments:
        found = RUN_MODULE.fullmatch(argument)
        if found:
            return found[1] or next(arguments, '')
    return ''


def _is_worker() -> bool:
    """A worker process has the arguments of the program that started it."""
    processes = sys.modules.get('multiprocessing.process')
    return processes is not None and processes.parent_process() is not None


@contextmanager
def no_collection() -> Iterator[None]:
    """Context without the garbage collector, for imports: a fifth faster."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def keep_imported():
    """Let the garbage collector ignore all objects that exist now.

    A process of this package alone calls it after the imports and ends a
    second earlier. Worker processes that it forks share more memory.
    """
    gc.freeze()

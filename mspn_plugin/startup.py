"""Whether this process is one of the package's command-line tools.

Help and wrong arguments are to be printed at once. So importing the package
registers nothing in such a process; the tool does, when it has read its
arguments (``mspn_plugin.tools.options.parse``).
"""

import re
import sys
from pathlib import Path

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

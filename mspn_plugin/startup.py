"""Whether this process is one of the package's command-line tools.

Help and wrong arguments are to be printed at once. So importing the package
registers nothing in such a process; the tool does, when it has read its
arguments (``mspn_plugin.tools.options.parse``).
"""

import sys
from pathlib import Path


def is_tool() -> bool:
    """Whether the main program is ``mspn`` or a module of ``tools``."""
    if not sys.argv or _is_worker():
        return False
    if sys.argv[0] == '-m':  # Python imports the packages above the module
        module = sys.orig_argv[sys.orig_argv.index('-m') + 1]
        return module == 'mspn_plugin' or module.startswith(
            'mspn_plugin.tools.')
    program = Path(sys.argv[0])
    # mim runs the files: mspn_plugin/tools/X.py or mspn_plugin/.mim/tools/X.py
    return program.stem == 'mspn' or (
        program.parent.name == 'tools' and 'mspn_plugin' in program.parts
        and program.suffix == '.py')


def _is_worker() -> bool:
    """A worker process has the arguments of the program that started it."""
    processes = sys.modules.get('multiprocessing.process')
    return processes is not None and processes.parent_process() is not None

"""Errors of command-line tools: one line and exit code 2."""

import sys
from functools import wraps
from typing import Callable

from mspn_plugin.dependencies import explain
from mspn_plugin.errors import EXPECTED_ERRORS, one_line

Main = Callable[..., None]


def cli_errors(main: Main) -> Main:
    """Print an expected error of ``main`` as one line and exit with 2.

    If it is interrupted, the exit code is 130.

    ``python -X dev`` shows the traceback.
    """

    @wraps(main)
    def run(*args, **options):
        try:
            main(*args, **options)
        except EXPECTED_ERRORS as error:
            if sys.flags.dev_mode:
                raise
            print(f'error: {one_line(error)}', file=sys.stderr)
            sys.exit(2)
        except ModuleNotFoundError as error:
            if sys.flags.dev_mode:
                raise
            print(f'error: {explain(error)}', file=sys.stderr)
            sys.exit(2)
        except KeyboardInterrupt:
            if sys.flags.dev_mode:
                raise
            sys.exit(130)

    return run

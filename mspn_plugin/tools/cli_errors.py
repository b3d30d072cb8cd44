"""What a tool could not do is one line and exit code 2."""

import sys
from functools import wraps
from typing import Callable

EXPECTED_ERRORS = (KeyError, OSError, RuntimeError, SyntaxError, TypeError,
                   ValueError)


def cli_errors(main: Callable[[], None]) -> Callable[[], None]:
    """Errors of ``main`` as one line; ``python -X dev`` shows all of it."""

    @wraps(main)
    def run():
        try:
            main()
        except EXPECTED_ERRORS as error:
            if sys.flags.dev_mode:
                raise
            text = ' '.join(str(error).strip('\'"').split())
            print(f'error: {text or type(error).__name__}', file=sys.stderr)
            sys.exit(2)

    return run

"""``mim train mspn_plugin NAME`` runs mmpose's script."""

import runpy
import sys
from pathlib import Path


def main(argv=None, script: str = 'train.py'):
    """Run one of mmpose's scripts.

    Args:
        argv: Arguments of the script; None: those of this process.
        script: File name of the script.
    """
    import mmpose
    path = Path(mmpose.__file__).parent / '.mim/tools' / script
    if argv is not None:
        sys.argv = [str(path), *argv]
    runpy.run_path(str(path), run_name='__main__')


if __name__ == '__main__':
    main()

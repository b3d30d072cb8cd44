"""``mim train mspn_plugin NAME``: mmpose's own script, found here by MIM."""

import runpy
from pathlib import Path

import mmpose


def main(script: str):
    """Run one of mmpose's scripts with this process's arguments.

    Args:
        script: Its file's name.
    """
    tools = Path(mmpose.__file__).parent / '.mim' / 'tools'
    runpy.run_path(str(tools / script), run_name='__main__')


if __name__ == '__main__':
    main('train.py')

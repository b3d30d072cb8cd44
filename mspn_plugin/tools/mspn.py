"""All tools of the package as one command.

    mspn pose photo.jpg --out work_dirs/posed
    mspn COMMAND --help

It is also ``python -m mspn_plugin``, in a clone that is not installed too.

Exit code: 0; 1 if a part failed; 2 for wrong arguments or files, in one line
on stderr; 130 if it was interrupted.
"""

import argparse
import ast
import os
import pkgutil
import sys
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Dict

from mspn_plugin import tools
from mspn_plugin.tools.options import HelpFormatter
from mspn_plugin.version import __version__

#: Modules of the folder that are not tools.
HELPERS = ('cli_errors', 'mspn', 'options')
#: Commands whose module has another name.
SHORT_NAMES = dict(demo_page='page')


def find_tools() -> Dict[str, str]:
    """Command -> module of ``mspn_plugin.tools``."""
    modules = (found.name for found in pkgutil.iter_modules(tools.__path__))
    return {SHORT_NAMES.get(name, name).replace('_', '-'): name
            for name in modules if name not in HELPERS}


def summary(module: str) -> str:
    """The first line of a tool's docstring; the tool is not imported."""
    path = Path(tools.__path__[0], f'{module}.py')
    doc = ast.get_docstring(ast.parse(path.read_text(encoding='utf-8'))) or ''
    return doc.partition('\n')[0].rstrip('.')


def build_parser() -> argparse.ArgumentParser:
    """A parser of the commands, without their options."""
    parser = argparse.ArgumentParser(
        'mspn', description=__doc__, formatter_class=HelpFormatter)
    parser.add_argument('--version', action='version',
                        version=f'mspn_plugin {__version__}')
    commands = parser.add_subparsers(title='commands', metavar='COMMAND')
    for command, module in find_tools().items():
        commands.add_parser(command, help=summary(module), add_help=False)
    return parser


def main(argv=None):
    """Run a tool; without arguments, print the help."""
    argv = sys.argv[1:] if argv is None else list(argv)
    if '_ARGCOMPLETE' in os.environ:
        complete()
    found = find_tools()
    command = argv[0] if argv else '--help'
    if command in found:
        sys.argv = [f'mspn {command}', *argv[1:]]  # argparse prints it
        import_module(f'mspn_plugin.tools.{found[command]}').main(argv[1:])
        return
    parser = build_parser()
    if not command.startswith('-'):
        near = get_close_matches(command, found, 1)
        parser.error(f'there is no command {command!r}' + (
            f'; did you mean {near[0]!r}?' if near else
            f'; choose one of {", ".join(found)}'))
    parser.parse_args([command])


def complete():
    """Complete the command line for the shell."""
    import argcomplete  # optional
    parser = argparse.ArgumentParser('mspn')
    commands = parser.add_subparsers()
    for command, module in find_tools().items():
        tool = import_module(f'mspn_plugin.tools.{module}')
        commands.add_parser(
            command, parents=[tool.build_parser()], add_help=False)
    argcomplete.autocomplete(parser)


if __name__ == '__main__':
    main()

"""Show installed versions, conflicts, and the commands that fix them.

    mspn doctor

Paste the output into a bug report. Exit code: 0, or 1 if there is a conflict.
"""

import argparse
import json
import sys

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import new_parser, parse


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    parser.add_argument('--json', action='store_true',
                        help='print JSON instead of text')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), argv)
    from mspn_plugin.doctor import find_problems, gather_facts
    facts = gather_facts()
    problems = find_problems(facts)
    if args.json:
        print(json.dumps(dict(
            facts, problems=[p._asdict() for p in problems]), indent=1))
    else:
        for section, lines in facts.items():
            print(f'{section}:')
            for name, text in lines.items():
                print(f'  {name}: {text}')
        print(f'problems: {len(problems) or "none"}')
        for problem in problems:
            print(f'  {problem.what}\n    {problem.command}')
    sys.exit(1 if problems else 0)


if __name__ == '__main__':
    main()

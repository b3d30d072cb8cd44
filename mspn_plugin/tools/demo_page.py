"""Serve a demo page: people in a picture or camera image, stage by stage.

    mspn page

By default only this machine can open it; --host changes that. Pictures of up
to --megabytes are accepted, and deleted after an hour.
"""

import argparse

from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.options import (
    add_topdown_options,
    name_weights,
    new_parser,
    open_poser,
    parse,
)


def build_parser() -> argparse.ArgumentParser:
    parser = new_parser(__doc__)
    add_topdown_options(parser)
    parser.add_argument('--host', default='127.0.0.1',
                        help='address to listen on; 0.0.0.0: other machines '
                        'can open the page')
    parser.add_argument('--port', type=int, default=7860,
                        help='of that address')
    parser.add_argument('--megabytes', type=int, default=20,
                        help='maximum size of a picture')
    return parser


@cli_errors
def main(argv=None):
    args = parse(build_parser(), name_weights(argv))
    poser = open_poser(args)
    from mspn_plugin.inference.page import Page
    from mspn_plugin.inference.page_layout import launch
    launch(
        Page(poser), host=args.host, port=args.port,
        megabytes=args.megabytes)


if __name__ == '__main__':
    main()

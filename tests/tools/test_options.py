"""Detectors named on the command line."""

import pytest

from mspn_plugin.tools import demo_page, pose
from mspn_plugin.tools.options import name_weights

FORMS = {
    'a b': (None, None),
    '--detector rtmdet-m a b': ('rtmdet-m', None),
    'a b --detector rtmdet-m': ('rtmdet-m', None),
    '--detector mine.py --detector-weights w.pth a b': ('mine.py', 'w.pth'),
    '--detector mine.py w.pth a b': ('mine.py', 'w.pth'),  # the older form
    'a b --detector mine.py w.pth': ('mine.py', 'w.pth'),
    'a b --detector mine.py': ('mine.py', None),
}


@pytest.mark.parametrize('line', FORMS)
def test_a_detector_takes_no_pictures(line):
    args = pose.build_parser().parse_args(name_weights(line.split()))
    assert (args.detector, args.detector_weights) == FORMS[line]
    assert list(map(str, args.pictures)) == ['a', 'b']


def test_the_page_has_the_same_options():
    args = demo_page.build_parser().parse_args(
        name_weights(['--detector', 'mine.py', 'w.pth', '--port', '1']))
    assert (args.detector, args.detector_weights) == ('mine.py', 'w.pth')
    assert args.port == 1 and args.box_threshold is None

"""The examples in docstrings run and print what they say."""

import doctest
import importlib
import re

import pytest

from tests.conftest import ROOT

MODULES = sorted(
    '.'.join(path.relative_to(ROOT).with_suffix('').parts)
    for path in ROOT.glob('mspn_plugin/**/*.py')
    if re.search(r'^ +>>> ', path.read_text(), re.M))


@pytest.mark.parametrize('name', MODULES)
def test_examples(name):
    found = doctest.testmod(importlib.import_module(name),
                            optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0 and found.failed == 0


def test_there_are_examples():
    assert len(MODULES) >= 12


def test_examples_are_under_a_heading_that_the_site_knows():
    """Below 'Example:' their output would be read as Markdown."""
    for path in ROOT.glob('mspn_plugin/**/*.py'):
        assert not re.search(r'^ *Example:$', path.read_text(), re.M), path

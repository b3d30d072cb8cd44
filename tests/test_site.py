"""The documentation as a site, if its packages are there (`make docs`)."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

MKDOCS = ROOT / '.venv.docs/bin/mkdocs'


def test_every_page_is_in_the_navigation():
    sections = yaml.safe_load((ROOT / 'mkdocs.yml').read_text())['nav']
    listed = [page for section in sections for pages in section.values()
              for page in pages]
    assert len(set(listed)) == len(listed)
    pages = {path.name for path in ROOT.glob('docs/*.md')} - {'README.md'}
    readmes = {str(path.relative_to(ROOT)) for folder in (
        'configs', 'projects') for pattern in ('README.md', '*/README.md')
        for path in ROOT.glob(f'{folder}/{pattern}')}
    assert pages | readmes <= set(listed)


@pytest.fixture(scope='module')
def site(tmp_path_factory) -> Path:
    """Built without network; a warning is an error."""
    if not MKDOCS.exists():
        pytest.skip('`make docs` installs MkDocs')
    out = tmp_path_factory.mktemp('site')
    offline = {f'{scheme}_proxy': 'http://127.0.0.1:9'
               for scheme in ('http', 'https')}
    done = subprocess.run(
        [MKDOCS, 'build', '-q', '-d', out], cwd=ROOT, text=True,
        capture_output=True, env={**os.environ, **offline})
    assert done.returncode == 0, done.stderr[-3000:]
    return out


def test_nothing_is_fetched(site):
    for page in site.rglob('*.html'):
        text = page.read_text()
        assert not re.search(r'<(?:script|img|iframe)[^>]+src="?https?:', text)
        assert not re.search(r'<link[^>]+rel="?stylesheet[^>]+https?:', text)
        assert 'unpkg.com' not in text


def test_search_and_the_api(site):
    index = (site / 'search/search_index.js').read_text()
    assert 'OHKM' in index and 'MultiStageNeck' in index
    necks = (site / 'api/necks.html').read_text()
    assert 'Encoder of stages 2..T' in necks
    assert ':class:' not in necks

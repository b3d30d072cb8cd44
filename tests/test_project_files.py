"""Files for contributors and for packaging agree with the code."""

import ast
import re

import pytest
import yaml
from packaging.requirements import Requirement

from mspn_plugin.version import __version__
from tests.conftest import ROOT


def read_yaml(name: str):
    return yaml.safe_load((ROOT / name).read_text())


def pinned(name: str) -> str:
    """Version of a package in requirements.txt."""
    for line in (ROOT / 'requirements.txt').read_text().splitlines():
        requirement = Requirement(line)
        if requirement.name == name:
            return str(requirement.specifier).removeprefix('==')
    raise AssertionError(f'{name} is not in requirements.txt')


def setup_argument(name: str):
    tree = ast.parse((ROOT / 'setup.py').read_text())
    return next(
        ast.literal_eval(node.value) for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == name)


def test_the_citation_has_this_version_and_the_papers():
    citation = read_yaml('CITATION.cff')
    assert citation['cff-version'] == '1.2.0'
    assert citation['version'] == __version__
    assert citation['license'] == setup_argument('license')
    papers = citation['references']
    assert len(papers) == 5
    for paper in papers:
        assert paper['type'] and paper['year'] and paper['authors']
        assert all(set(author) == {'family-names', 'given-names'}
                   for author in paper['authors'])


def test_the_changelog_has_dates_kinds_and_this_version():
    text = (ROOT / 'CHANGELOG.md').read_text()
    versions = re.findall(r'^## (.+)$', text, re.MULTILINE)
    assert versions[0] == 'Unreleased'
    number, date = versions[1].split(' - ')
    assert number == __version__
    assert date == str(read_yaml('CITATION.cff')['date-released'])
    assert all(re.fullmatch(r'\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d', version)
               for version in versions[1:])
    assert set(re.findall(r'^### (.+)$', text, re.MULTILINE)) <= {
        'Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'}


@pytest.mark.parametrize('page', ('README.md', 'docs/get_started.md'))
def test_the_wheel_of_the_first_commands_has_this_version(page):
    assert set(re.findall(r'mspn_plugin-([\d.]+)-py3',
                          (ROOT / page).read_text())) == {__version__}


@pytest.mark.parametrize('folder', ('mspn', 'msffn', 'efafnet', 'mscm', 'rsn'))
def test_the_readme_of_a_paper_has_the_cited_title(folder):
    readme = ' '.join((ROOT / f'configs/{folder}/README.md').read_text()
                      .split()).lower()
    titles = [' '.join(paper['title'].split()).lower()
              for paper in read_yaml('CITATION.cff')['references']]
    assert sum(title in readme for title in titles) == 1


def test_pre_commit_has_the_pinned_ruff_and_codespell():
    repositories = read_yaml('.pre-commit-config.yaml')['repos']
    for repository, tool in zip(repositories, ('ruff', 'codespell')):
        assert repository['rev'] == f'v{pinned(tool)}'
        assert repository['hooks'][0]['id'].startswith(tool)


def test_the_workflow_runs_the_ci_script_on_every_supported_python():
    workflow = read_yaml('.github/workflows/ci.yml')
    assert set(workflow[True]) == {'push', 'pull_request'}  # YAML's `on`
    job = workflow['jobs']['test']
    assert job['steps'][-1] == {'run': '.ci/run'}
    versions = job['strategy']['matrix']['python']
    for version in versions:
        assert f'Programming Language :: Python :: {version}' in \
            setup_argument('classifiers')
    bounds = Requirement('python' + setup_argument('python_requires'))
    minors = [f'3.{minor}' for minor in range(30)
              if bounds.specifier.contains(f'3.{minor}')]
    assert versions == minors


@pytest.mark.parametrize('form', ('bug', 'feature'))
def test_issue_forms_are_complete(form):
    content = read_yaml(f'.github/ISSUE_TEMPLATE/{form}.yml')
    assert content['name'] and content['description']
    ids = [field['id'] for field in content['body']]
    assert len(set(ids)) == len(ids) > 1
    assert all(field['attributes']['label'] for field in content['body'])


def test_the_package_is_typed():
    assert (ROOT / 'mspn_plugin/py.typed').read_text() == ''
    assert setup_argument('package_data') == {'mspn_plugin': ['py.typed']}


def test_the_source_distribution_has_the_project_files():
    manifest = (ROOT / 'MANIFEST.in').read_text().split()
    for name in ('CHANGELOG.md', 'CITATION.cff', 'CONTRIBUTING.md',
                 'SECURITY.md', 'mspn_plugin/py.typed'):
        assert name in manifest
        assert (ROOT / name).is_file()


@pytest.mark.parametrize('folder', ('configs', 'projects', 'docs'))
def test_an_index_links_everything_in_its_folder(folder):
    text = (ROOT / folder / 'README.md').read_text()
    links = set(re.findall(r'\]\(([\w.]+)\)', text))
    entries = {
        path.name for path in (ROOT / folder).iterdir()
        if path.name not in ('README.md', '__pycache__')
        and not path.name.startswith('.')
    }
    assert links == entries, \
        f'Add new entries of {folder}/ to {folder}/README.md.'


def test_links_of_the_project_files_exist():
    for name in ('CONTRIBUTING.md', 'SECURITY.md', 'configs/README.md',
                 'projects/README.md', 'docs/README.md'):
        path = ROOT / name
        for link in re.findall(r'\]\((?!https:)([^)#]+)', path.read_text()):
            assert (path.parent / link).exists(), f'{name}: {link}'

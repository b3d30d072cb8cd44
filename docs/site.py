"""Hooks of MkDocs: READMEs, linked code and the API join the site.

Links in Markdown are relative to the repository, as on GitHub. Pages of
``docs`` are at the root of the site, the others have their path in the
repository.
"""

import ast
import posixpath
import re
from pathlib import Path
from typing import Iterator

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
PAGES = ('README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md',
         *(f'{folder}/README.md' for pattern in (
             'configs', 'projects', 'configs/*', 'projects/*')
           for folder in sorted(
               str(path.relative_to(ROOT)) for path in ROOT.glob(pattern)
               if (path / 'README.md').exists())))
#: Rooms whose ``__all__`` is the public API.
ROOMS = ('inference', 'models.backbones', 'models.necks', 'models.heads',
         'models.losses', 'models.layers', 'models.estimator', 'codecs',
         'datasets', 'evaluation', 'engine', 'visualization')
FENCE = re.compile(r'(^```.*?^```)', re.S | re.M)
LINK = re.compile(r'\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)')
LANGUAGES = {'.py': 'python', '.yml': 'yaml', '.cff': 'yaml'}
ROLE = re.compile(r':(?:class|func|meth|mod|data|attr):<code>~?([\w.]+)')


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages and what they link to."""
    texts = {f'docs/{file.src_uri}': Path(file.abs_src_path).read_text()
             for file in files if file.src_uri.endswith('.md')}
    for name in PAGES:
        texts[name] = (ROOT / name).read_text()
        files.append(File.generated(config, site_path(name),
                                    content=texts[name]))
    for room in ROOMS:
        files.append(File.generated(
            config, f'api/{room.split(".")[-1]}.md', content=api_page(room)))
    targets = {target for name, text in texts.items()
               for target in link_targets(name, text)}
    for target in sorted(targets):
        if files.get_file_from_path(site_path(target)) is None:
            add_linked(files, config, target)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig,
                     files: Files) -> str:
    """Make the links relative to the site."""
    here = page.file.src_uri
    name = here if here in PAGES else f'docs/{here}'
    if here == 'index.md':
        name = 'README.md'
    if here == 'glossary.md':
        page.meta['search'] = dict(boost=10)  # before uses of the terms

    def link(match: re.Match) -> str:
        to = posixpath.relpath(site_path(resolve(name, match[1])),
                               posixpath.dirname(here) or '.')
        return f']({to}{match[2] or ""})'

    parts = FENCE.split(markdown)
    parts[::2] = [LINK.sub(link, part) for part in parts[::2]]
    return ''.join(parts)


def on_page_content(html: str, page: Page, config: MkDocsConfig,
                    files: Files) -> str:
    """Roles of docstrings are code: ``:class:`Poser``` is ``Poser``."""
    return ROLE.sub(lambda match: f'<code>{match[1].split(".")[-1]}', html)


def link_targets(name: str, text: str) -> Iterator[str]:
    for part in FENCE.split(text)[::2]:
        for target, _ in LINK.findall(part):
            yield resolve(name, target)


def resolve(name: str, target: str) -> str:
    """The path in the repository that a page links to."""
    path = posixpath.normpath(
        posixpath.join(posixpath.dirname(name), target))
    readme = posixpath.join(path, 'README.md')
    return readme if (ROOT / readme).exists() else path


def site_path(name: str) -> str:
    """Path in the repository -> path of the source in the site."""
    if name in ('README.md', 'docs/README.md'):
        return 'index.md'
    path = ROOT / name
    name = name.removeprefix('docs/')
    return f'{name}.md' if path.is_dir() or is_code(path) else name


def is_code(path: Path) -> bool:
    return path.suffix in LANGUAGES or path.name == 'LICENSE'


def add_linked(files: Files, config: MkDocsConfig, name: str):
    """Add code as a page, and any other file as it is."""
    path = ROOT / name
    if path.is_dir():
        content = '\n'.join(map(code_section, sorted(path.glob('*.py'))))
    elif is_code(path):
        content = code_section(path)
    elif path.exists():
        files.append(File.generated(config, site_path(name),
                                    abs_src_path=str(path)))
        return
    else:
        return  # MkDocs warns of the link
    files.append(File.generated(
        config, site_path(name), content='---\nsearch: {exclude: true}\n'
        f'---\n# `{name}`\n\n{content}'))


def code_section(path: Path) -> str:
    language = LANGUAGES.get(path.suffix, 'text')
    return f'## {path.name}\n\n````{language}\n{path.read_text()}\n````\n'


def api_page(room: str) -> str:
    """A page of mkdocstrings with every public name of a room."""
    module = f'mspn_plugin.{room}'
    path = ROOT / module.replace('.', '/')
    source = path / '__init__.py' if path.is_dir() else path.with_suffix('.py')
    listed = '\n'.join(f'::: {module}.{name}\n' for name in public_names(
        ast.parse(source.read_text())) if not (path / name).is_dir())
    return f'# {room}\n\nImport from `{module}`.\n\n{listed}'


def public_names(tree: ast.Module) -> list:
    """``__all__``, or else the public classes."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == '__all__':
            return ast.literal_eval(node.value)
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef)
            and not node.name.startswith('_')]

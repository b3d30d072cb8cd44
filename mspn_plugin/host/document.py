"""The table of changes as a page of the documentation."""

from .changes import CHANGES
from .install import VARIABLE

INTRODUCTION = f"""# Changes of the host libraries

Importing `mspn_plugin` replaces the attributes below, and provides modules
where they are not installed. Nothing else of mmengine, mmcv, mmdet or mmpose
is replaced; a test compares their attributes before and after the import. To
switch changes off, set the environment variable before Python starts:

```bash
export {VARIABLE}={CHANGES[0].name},{CHANGES[1].name}   # these two
export {VARIABLE}=all
```

An unknown name is an error that lists the valid ones.
`python -m mspn_plugin.host > docs/host.md` writes this page.
"""


def document() -> str:
    """The page as Markdown."""
    sections = [INTRODUCTION]
    for change in CHANGES:
        names = ', '.join(
            f'`{name}`' for name in change.replaces + change.provides)
        verb = 'Replaces' if change.replaces else 'Provides'
        sections.append(f'## `{change.name}`\n\n{change.why}\n\n'
                        f'- {verb} {names}.\n'
                        f'- Needed since {change.since}.\n'
                        f'- Superfluous when {change.until}\n')
    return '\n'.join(sections)

"""Paths of the drawings."""

from pathlib import Path
from typing import Dict, Optional, Sequence

from .drawings import is_drawing
from .media import is_video, printable


class OutputNames:
    """Names of drawings below ``out``, all different, none of them taken.

    Sub-folders are kept. A name is taken if another drawing has it, on any
    file system, or if a file that is no drawing of this package has it.

    Args:
        out: Folder of the drawings.
        folders: Files in these keep their sub-folders.
        known: Drawings of earlier runs, relative to ``out``, by the printable
            path of their file; they keep their names.
    """

    def __init__(self,
                 out: Path,
                 folders: Sequence[Path] = (),
                 known: Optional[Dict[str, str]] = None):
        self.out, self.folders = out, folders
        self.known: Dict[str, str] = dict(known or {})
        self._taken = {name.lower() for name in self.known.values()}

    def __call__(self, path: Path) -> Path:
        """The path of the drawing of a picture or video."""
        source = printable(path)
        if source not in self.known:
            name = self._free_name(path)
            self.known[source] = name
            self._taken.add(name.lower())
        return self.out / self.known[source]

    def _free_name(self, path: Path) -> str:
        around = next((f for f in self.folders if f in path.parents),
                      path.parent)
        suffix = '.mp4' if is_video(path) else '.jpg'
        # printable, so that other programs can open the drawings
        name = printable(path.parent.relative_to(around) / path.stem)
        tried, number = f'{name}{suffix}', 2
        while self._is_taken(tried):
            tried, number = f'{name}_{number}{suffix}', number + 1
        return tried

    def _is_taken(self, name: str) -> bool:
        path = self.out / name
        return name.lower() in self._taken or (
            path.is_file() and not is_drawing(path))

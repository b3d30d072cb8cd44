"""Chunks of files, in a folder that all jobs see; each job takes the next one.

So that a job with slow files, such as long videos, poses fewer of them. A
chunk is taken by renaming it, which succeeds once, also between machines.
"""

import json
from pathlib import Path
from typing import Dict, Iterator, List, Sequence

from mmengine.utils import ProgressBar

from .media import is_video

#: Path of a file -> path of its drawing, relative to the folder of the
#: results, in the order in which they are posed.
Files = Dict[Path, str]

PICTURES = 32  # of a chunk, if there are enough
CHUNKS = 64  # of a job, at most, so that taking one is fast
FREE = '*.json'


def write_chunks(folder: Path, drawings: Files, jobs: int) -> int:
    """Write the chunks of all files; return how many they are.

    Videos come first, since the last chunk should be a short one.

    Args:
        folder: Empty, gets the chunks.
        drawings: Of all files.
        jobs: How many take chunks; each can have one if there are as many
            files.

    Raises:
        OSError: They cannot be written.
    """
    videos = [path for path in drawings if is_video(path)]
    pictures = [path for path in drawings if not is_video(path)]
    share = -(-len(pictures) // jobs)
    chunks = [*_split(videos, 1, jobs),
              *_split(pictures, min(PICTURES, share), jobs)]
    for number, paths in enumerate(chunks):
        (folder / FREE.replace('*', f'{number:06}')).write_text(json.dumps(
            [[str(path), drawings[path]] for path in paths]))
    return len(chunks)


def take_chunks(folder: Path, name: str) -> Iterator[Files]:
    """Take chunks until none is free.

    Args:
        folder: Of the chunks.
        name: Of what takes them, without ``/``.
    """
    for free in sorted(folder.glob(FREE)):
        taken = folder / f'{free.stem}.{name}'
        try:
            free.rename(taken)
        except FileNotFoundError:  # another job was faster
            continue
        yield _read(taken)


def taken_by(folder: Path, name: str) -> Files:
    """Files of the chunks that ``name`` took, in its order."""
    return _join(folder, f'*.{name}')


def free_files(folder: Path) -> Files:
    """Files of the chunks that nobody took."""
    return _join(folder, FREE)


class ChunkBar:
    """Progress bar of the chunks of a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.bar = ProgressBar(sum(1 for _ in folder.iterdir()))

    def update(self):
        """Show how many were taken."""
        free = sum(1 for _ in self.folder.glob(FREE))
        new = self.bar.task_num - free - self.bar.completed
        if new > 0:
            self.bar.update(new)


def _split(paths: Sequence[Path], size: int, jobs: int) -> List[List[Path]]:
    size = max(1, size, -(-len(paths) // (CHUNKS * jobs)))
    return [paths[i:i + size] for i in range(0, len(paths), size)]


def _join(folder: Path, pattern: str) -> Files:
    return {path: drawing for chunk in sorted(folder.glob(pattern))
            for path, drawing in _read(chunk).items()}


def _read(chunk: Path) -> Files:
    return {Path(path): drawing
            for path, drawing in json.loads(chunk.read_text())}

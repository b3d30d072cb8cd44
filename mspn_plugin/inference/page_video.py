"""What the demo page computes of a video."""

from html import escape
from pathlib import Path
from typing import NamedTuple, Optional

from .file_poser import FilePoser
from .media import printable
from .page import Page
from .page_results import count, status
from .pictures import PictureError
from .pose_files import header
from .result_files import read_results
from .result_log import ResultLog


class PosedVideo(NamedTuple):
    """What the page shows.

    Args:
        drawn: Path of the drawn video; None: there is none.
        results: The content of ``people.json``; None: there are none.
        said: The result in one sentence, as HTML.
        error: Why there is no result; empty if there is one.
    """

    drawn: Optional[str] = None
    results: Optional[dict] = None
    said: str = ''
    error: str = ''


def pose_video(page: Page, path: Optional[str], smooth: bool,
               folder: Path) -> PosedVideo:
    """Pose and draw the people in a video.

    Args:
        page: Its poser and threshold are used.
        path: Path of the video; None when it was removed from the page.
        smooth: Whether to smooth the keypoints.
        folder: Gets the drawn video.
    """
    if path is None:
        return PosedVideo()
    way = 'savitzky-golay' if smooth else False
    drawn = folder / 'people.mp4'
    first = dict(header(page.poser, page.threshold),
                 video=dict(every=1, smooth=way))
    log = ResultLog(folder, first)
    (_, error), = FilePoser(
        page.poser, log, threshold=page.threshold,
        smooth=way).videos([(Path(path), drawn)])
    log.close()
    if isinstance(error, PictureError):
        return PosedVideo(said=status(escape(str(error))), error=str(error))
    if error is not None:
        raise error
    whole = read_results(folder / 'people.json')
    for part in whole['pictures'], whole['files']:  # no path of the server
        part[Path(path).name] = part.pop(printable(path))
    frames = next(iter(whole['pictures'].values()))
    ids = {person['id'] for frame in frames for person in frame or ()}
    return PosedVideo(str(drawn), whole, status(
        f'<strong>{count(len(ids))} found</strong> in {len(frames)} frames.'))

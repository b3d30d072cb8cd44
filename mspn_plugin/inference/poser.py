"""Find people and their keypoints in pictures, folders, videos, cameras."""

import math
import threading
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import (
    Any,
    Iterable,
    Iterator,
    List,
    Optional,
    Sequence,
    Tuple,
    Union,
)

import numpy as np

from ..engine.devices import choose_device
from .detectors import find_detector
from .networks import describe, find_network
from .results import People
from .runtime import choose_runtime, use_onnx
from .seconds import timed
from .source_batches import batches
from .sources import Source, is_single, read_sources
from .topdown import TopDown
from .video_poser import SMOOTHINGS, pose_frames


class Poser:
    """Finds the people in pictures, folders, videos and cameras.

    The shipped networks are the default. ::

        people = Poser()('photo.jpg')
        people.save('out.jpg')

    Threads may share it. A pickled one opens the files of its networks again;
    weights that were changed since are not kept.

    Args:
        config: Name or config of a pose network, see
            :func:`.networks.find_network`; None: the shipped one.
        weights: Checkpoint, if ``config`` is a path.
        ensemble: More checkpoints of the same config: the mean of all
            heatmaps is decoded.
        detector: Name or config of a detector, see
            :func:`.detectors.find_detector`; None: the shipped one.
        detector_weights: Checkpoint, if ``detector`` is a config.
        whole: Whether the whole picture is one person, without a detector.
        box_threshold: Boxes with a lower score are ignored; None: the
            detector's default.
        device: A device of PyTorch; ``auto`` is the GPU if there is one.
        runtime: ``torch``, ``onnx`` or ``auto``: ONNX Runtime on a processor
            if the extra ``export`` is installed. The network is then exported
            once, into the user's cache.
        batch_size: Pictures per batch.

    Attributes:
        lock: Held while the networks run, since mmengine's scopes and the
            counters are shared.

    Raises:
        FileNotFoundError: There is no such config or weights.
        ValueError: Weights without a config or a config without weights; or
            there is no such device or runtime.
    """

    def __init__(self,
                 config: Optional[Union[str, Path]] = None,
                 weights: Optional[Union[str, Path]] = None,
                 *,
                 ensemble: Sequence[Union[str, Path]] = (),
                 detector: Optional[Union[str, Path]] = None,
                 detector_weights: Optional[Union[str, Path]] = None,
                 whole: bool = False,
                 box_threshold: Optional[float] = None,
                 device: str = 'auto',
                 runtime: str = 'auto',
                 batch_size: int = 8):
        self._options = dict(
            config=config, weights=weights, ensemble=ensemble,
            detector=detector, detector_weights=detector_weights, whole=whole,
            box_threshold=box_threshold, device=device, runtime=runtime,
            batch_size=batch_size)
        self.batch_size = batch_size
        self.seconds = Counter()  # by step
        self.lock = threading.Lock()
        config, weights = find_network(config, weights)
        if whole:
            detector = detector_weights = None
        else:
            detector, detector_weights = find_detector(
                detector, detector_weights)
        self.files = dict(pose=describe(config, weights, ensemble))
        if detector is not None:
            self.files['detector'] = describe(detector, detector_weights)
        device = choose_device(device)
        self.topdown = TopDown(
            config,
            weights,
            ensemble=ensemble,
            detector=detector,
            detector_weights=detector_weights,
            box_threshold=box_threshold,
            device=device)
        if choose_runtime(runtime, device) == 'onnx':
            use_onnx(self.topdown.network, config, weights, ensemble)

    def __reduce__(self) -> tuple:
        return _open_poser, (self._options, )

    def __call__(self, source: Any) -> Union[People, List[People]]:
        """Pose everything in a source.

        Args:
            source: See :func:`mspn_plugin.inference.sources.read_sources`. The
                order of an array's channels is BGR, as OpenCV's.

        Returns:
            The people of a single picture; or a list, one for each picture of
            a list or folder or each frame of a video. People in videos have
            ids.

        Raises:
            PictureError: A file cannot be read.
            TypeError: It is no picture.
            ValueError: It is a camera, which has no end.
        """
        if is_single(source):
            return next(self.stream(source))
        if isinstance(source, (int, np.integer)) \
                and not isinstance(source, bool):
            raise ValueError(f'Camera {source} has no end: use '
                             f'`for people in poser.stream({source}):`.')
        found = []
        for people in self.stream(source):
            if people.path is not None:
                people.picture = None  # a long list of pictures is too large
            found.append(people)
        return found

    def stream(self,
               source: Any,
               *,
               every: int = 1,
               smooth: Union[bool, str] = False) -> Iterator[People]:
        """Pose a source of any length, one picture after the other.

        Args:
            source: As in calling; also the index of a camera.
            every: In videos, the detector looks at every so many-th frame.
            smooth: Filter of the keypoints of videos: ``one-euro``, also
                ``True``, uses the frames before; ``savitzky-golay`` also the
                five after, and returns people so much later.

        Raises:
            PictureError: A file cannot be read.
            TypeError: It is no picture.
            ValueError: ``every`` or ``smooth`` has another value.
        """
        if every < 1:
            raise ValueError(f'`every` is {every}; it has to be 1 or more.')
        if smooth not in (False, True, *SMOOTHINGS):
            raise ValueError(f'`smooth` is {smooth!r}; it has to be False or '
                             f'one of {", ".join(SMOOTHINGS)}.')
        for video, group in groupby(
                _number_videos(read_sources(source)), lambda pair: pair[0]):
            sources = (source for _, source in group)
            if video is None:
                for batch in batches(sources, self.batch_size):
                    yield from self.pose(batch)
            else:
                yield from pose_frames(
                    self, sources, every=every, smooth=smooth)

    def pose(self,
             sources: Sequence[Source],
             boxes: Optional[Sequence[np.ndarray]] = None) -> List[People]:
        """Pose some pictures in one batch.

        Args:
            sources: The pictures.
            boxes: (N, 5) of each picture: x1, y1, x2, y2, score; None: what
                the detector finds.

        Raises:
            PictureError: A picture is too narrow to hold people.
        """
        pictures = [source.picture for source in sources]
        with self.lock:
            if boxes is None:
                with timed(self.seconds, 'detector'):
                    boxes = [self.topdown.detect(x) for x in pictures]
            with timed(self.seconds, 'pose'):
                samples = self.topdown.pose_pictures(pictures, boxes)
        return [
            People(sample, self.topdown.network.dataset_meta,
                   source.picture.shape[:2], source.path, source.frame,
                   source.time, picture=source.picture)
            for source, sample in zip(sources, samples)
        ]


def _number_videos(sources: Iterable[Source]
                   ) -> Iterator[Tuple[Optional[int], Source]]:
    """Each source with the number of its video; None for a picture."""
    number, path, frame = 0, None, math.inf
    for source in sources:
        if source.frame is None:
            frame = math.inf
            yield None, source
            continue
        if source.path != path or source.frame <= frame:
            number += 1  # also if a video follows itself
        path, frame = source.path, source.frame
        yield number, source


def _open_poser(options: dict) -> Poser:
    return Poser(**options)

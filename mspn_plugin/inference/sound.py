"""Copy the sound of a video to its drawing, without decoding it."""

from pathlib import Path

import av

from .video_frames import NamelessFile

#: Codecs that an MP4 file can hold.
CODECS = {'aac', 'ac3', 'alac', 'eac3', 'flac', 'mp3', 'opus'}


class Sound:
    """The first audio stream of a video.

    Make it before the first frame is written to the target.

    Args:
        source: Path of the video.
        target: A container of PyAV, open for writing.
    """

    def __init__(self, source: Path,
                 target: av.container.OutputContainer):
        self.target = target
        self._source = av.open(NamelessFile(source))
        streams = [stream for stream in self._source.streams.audio
                   if stream.codec_context.name in CODECS]
        self._from = streams[0] if streams else None
        if streams:
            self._to = target.add_stream_from_template(streams[0])

    def copy(self):
        """Copy the packets; in a damaged video, those before the damage."""
        with self._source:
            if self._from is None:
                return
            video = self._source.streams.video[0]
            start = (video.start_time or 0) * video.time_base
            shift = round(start / self._from.time_base)
            try:
                for packet in self._source.demux(self._from):
                    if packet.dts is None or packet.pts < shift:
                        continue
                    packet.pts, packet.dts = (
                        packet.pts - shift, packet.dts - shift)
                    packet.stream = self._to
                    self.target.mux(packet)
            except av.error.InvalidDataError:
                return

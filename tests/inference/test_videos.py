"""Reading and writing videos."""

import os
import struct
from fractions import Fraction
from pathlib import Path
from typing import Sequence

import av
import cv2
import numpy as np
import pytest

from mspn_plugin.inference import PictureError
from mspn_plugin.inference.drawings import MARK, is_drawing
from mspn_plugin.inference.drawn_video import drawn_video
from mspn_plugin.inference.video_frames import VideoFrames
from tests.inference.malformed_files import break_a_frame, write_video
from tests.inference.test_pictures import scene

PICTURE = np.ascontiguousarray(scene()[..., ::-1])


def draw(path: Path, times: Sequence[float], picture: np.ndarray = PICTURE):
    with drawn_video(path, 10) as video:
        for time in times:
            video.write(picture, time)
    return path


def turn(path: Path, matrix: Sequence[int]):
    """Write a display matrix into an MP4 file, as phones do."""
    content = bytearray(path.read_bytes())
    start = content.find(b'tkhd') + 4 + 4 + 20 + 8 + 8
    a, b, c, d = (x << 16 for x in matrix)
    content[start:start + 36] = struct.pack(
        '>9i', a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)


@pytest.mark.parametrize('matrix, turns', [
    ((1, 0, 0, 1), 0), ((0, 1, -1, 0), 3), ((-1, 0, 0, -1), 2),
    ((0, -1, 1, 0), 1)])
def test_frames_are_upright_as_players_show_them(tmp_path, matrix, turns):
    path = draw(tmp_path / 'a.mp4', (0, .1))
    turn(path, matrix)
    frames = [frame.picture for frame in VideoFrames(path)]
    want = np.rot90(PICTURE, turns)
    assert all(f.shape == want.shape and f.flags.c_contiguous for f in frames)
    assert abs(frames[0].astype(int) - want).mean() < 6
    video = cv2.VideoCapture(str(path))  # as another program shows it
    video.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    assert abs(frames[0].astype(int) - video.read()[1]).mean() < 3


def test_time_stamps_of_a_variable_rate_are_kept(tmp_path):
    times = [0, .1, .5, .6, 2.25]
    frames = list(VideoFrames(draw(tmp_path / 'a.mp4', times)))
    assert [frame.number for frame in frames] == [0, 1, 2, 3, 4]
    np.testing.assert_allclose([f.time for f in frames], times, atol=1e-4)


@pytest.mark.parametrize('name, codec', (
    ('a.mkv', 'libx264'), ('a.webm', 'libvpx'), ('a.ts', 'libx264'),
    ('a.mts', 'libx264'), ('a.wmv', 'wmv2'), ('a.mov', 'mpeg4')))
def test_containers_of_all_kinds_are_read(tmp_path, name, codec):
    """Also those that do not state the number of their frames."""
    options = dict(format='mpegts') if name.endswith('mts') else {}
    with av.open(str(tmp_path / name), 'w', **options) as file:
        stream = file.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 80, 60, 'yuv420p'
        for number in range(12):
            frame = av.VideoFrame.from_ndarray(PICTURE, format='bgr24')
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    frames = VideoFrames(tmp_path / name)
    expected = len(frames)
    found = list(frames)
    assert [f.number for f in found] == list(range(12)) and frames.lost == 0
    np.testing.assert_allclose([f.time for f in found], np.arange(12) / 10,
                               atol=.002)
    assert abs(expected - 12) <= 2


def test_the_codec_is_one_that_browsers_play(tmp_path):
    path = draw(tmp_path / 'a.mp4', (0, .1, .2))
    with av.open(str(path)) as video:
        context = video.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ('h264', 'yuv420p')
        assert video.metadata['comment'] == MARK
    assert is_drawing(path)
    # the index comes first, so that playing can start before the end
    content = path.read_bytes()
    assert content.index(b'moov') < content.index(b'mdat')


def test_odd_sizes_are_padded_and_equal_times_are_kept_apart(tmp_path):
    path = draw(tmp_path / 'a.mp4', (0, .1, .1, .05), PICTURE[:59, :77])
    frames = list(VideoFrames(path))
    assert [f.picture.shape for f in frames] == [(60, 78, 3)] * 4
    assert (np.diff([f.time for f in frames]) > 0).all()


@pytest.mark.parametrize('name', (b'v\xe9.avi', 'für été.avi'.encode()))
def test_any_name_is_read_and_written(tmp_path, name):
    write_video(tmp_path / 'v.avi', scene(), 3)
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b'/' + name))
    (tmp_path / 'v.avi').rename(path)
    assert len(list(VideoFrames(path))) == 3
    assert len(list(VideoFrames(draw(path.with_suffix('.mp4'), (0, 1))))) == 2


def test_frames_are_the_videos(tmp_path):
    write_video(tmp_path / 'video.avi', scene(), 6)
    frames = VideoFrames(tmp_path / 'video.avi')
    assert len(frames) == 6 and frames.fps == 10
    got = list(frames)
    assert [f.number for f in got] == list(range(6)) and frames.lost == 0
    np.testing.assert_allclose([f.time for f in got], np.arange(6) / 10)
    assert abs(got[0].picture.astype(int) - PICTURE).mean() < 6


@pytest.mark.parametrize('which', (0, 3, 5))
def test_a_lost_frame_keeps_its_number(tmp_path, which):
    write_video(tmp_path / 'video.avi', scene(), 6)
    content = bytearray((tmp_path / 'video.avi').read_bytes())
    starts = [i for i in range(len(content))
              if content[i:i + 3] == b'\xff\xd8\xff']
    content[starts[which]:starts[which] + 400] = bytes(400)
    (tmp_path / 'broken.avi').write_bytes(content)
    frames = VideoFrames(tmp_path / 'broken.avi')
    numbers = [frame.number for frame in frames]
    assert numbers == [i for i in range(6) if i != which]
    assert (frames.lost, frames.count) == (1, 6)


def test_the_frame_in_the_middle_of_the_shared_file_is_lost(tmp_path):
    write_video(tmp_path / 'video.avi', scene(), 6)
    break_a_frame(tmp_path / 'video.avi', tmp_path / 'broken.avi')
    frames = VideoFrames(tmp_path / 'broken.avi')
    assert len(list(frames)) == 5 and frames.lost == 1


def test_what_is_no_video_is_one_line(tmp_path):
    (tmp_path / 'text.mp4').write_text('no video')
    with pytest.raises(PictureError, match='^Not a readable video.$'):
        VideoFrames(tmp_path / 'text.mp4')
    with pytest.raises(FileNotFoundError):
        VideoFrames(tmp_path / 'none.mp4')


def make_with_sound(path: Path, codec: str, frames: int):
    """A second of sound, and pictures if there are ``frames``."""
    with av.open(str(path), 'w') as file:
        if frames:
            video = file.add_stream('mpeg4', rate=10)
            video.width, video.height, video.pix_fmt = 80, 60, 'yuv420p'
        audio = file.add_stream(codec, rate=16000, layout='mono')
        for _ in range(frames):
            file.mux(video.encode(av.VideoFrame.from_ndarray(
                PICTURE, format='bgr24')))
        if frames:
            file.mux(video.encode(None))
        for number in range(16):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), np.int16 if 'pcm' in codec else 'f4'),
                format='s16' if 'pcm' in codec else 'fltp', layout='mono')
            frame.sample_rate, frame.pts = 16000, 1024 * number
            frame.time_base = Fraction(1, 16000)
            file.mux(audio.encode(frame))
        file.mux(audio.encode(None))


def test_sound_alone_is_no_video(tmp_path):
    make_with_sound(tmp_path / 'sound.mp4', 'aac', 0)
    with pytest.raises(PictureError, match='^Not a readable video'):
        VideoFrames(tmp_path / 'sound.mp4')


@pytest.mark.parametrize('name, codec, kept', (
    ('a.mp4', 'aac', True), ('a.mkv', 'aac', True),
    ('a.avi', 'pcm_s16le', False)))
def test_sound_is_kept_if_mp4_can_hold_it(tmp_path, name, codec, kept):
    make_with_sound(tmp_path / name, codec, 10)
    with drawn_video(tmp_path / 'out.mp4', 10,
                     sound_of=tmp_path / name) as video:
        for frame in VideoFrames(tmp_path / name):
            video.write(frame.picture, frame.time)
    with av.open(str(tmp_path / 'out.mp4')) as file:
        assert len(file.streams.audio) == kept
        assert len(list(file.decode(video=0))) == 10
    if kept:
        with av.open(str(tmp_path / 'out.mp4')) as file:
            frames = list(file.decode(audio=0))
            assert sum(f.samples for f in frames) / 16000 > .9
            assert frames[0].time < .1 and frames[-1].time > .8


def test_a_video_without_sound_has_none(tmp_path):
    write_video(tmp_path / 'v.avi', scene(), 3)
    with drawn_video(tmp_path / 'o.mp4', 9, sound_of=tmp_path / 'v.avi') as v:
        v.write(PICTURE, 0)
    with av.open(str(tmp_path / 'o.mp4')) as file:
        assert not file.streams.audio


def test_an_error_leaves_no_file(tmp_path):
    with pytest.raises(RuntimeError), drawn_video(
            tmp_path / 'a.mp4', 10) as video:
        video.write(PICTURE, 0)
        raise RuntimeError
    (tmp_path / 'full.mp4').symlink_to('/dev/full')
    with pytest.raises(OSError, match='No space left'):
        draw(tmp_path / 'full.mp4', (0, .1))
    assert [p.name for p in tmp_path.iterdir()] == ['full.mp4']

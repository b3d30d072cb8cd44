from .pictures import PictureError, find_media, is_video, read_picture
from .topdown import TopDown, draw_people
from .video_frames import VideoFrames

__all__ = [
    'VideoFrames', 'PictureError', 'TopDown', 'draw_people', 'find_media',
    'is_video', 'read_picture'
]

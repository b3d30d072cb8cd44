from .frames import Frames
from .pictures import PictureError, find, is_video, read_picture
from .topdown import TopDown, draw

__all__ = [
    'Frames', 'PictureError', 'TopDown', 'draw', 'find', 'is_video',
    'read_picture'
]

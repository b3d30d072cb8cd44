from .defaults import default_detector, default_pose
from .detectors import find_detector, open_detector
from .file_poser import FilePoser, people_as_dicts, pose_files
from .pictures import PictureError, find_media, is_video, read_picture
from .topdown import TopDown
from .video_frames import VideoFrames

__all__ = [
    'FilePoser', 'PictureError', 'TopDown', 'VideoFrames',
    'default_detector', 'default_pose', 'find_detector', 'find_media',
    'is_video', 'open_detector', 'people_as_dicts', 'pose_files',
    'read_picture'
]

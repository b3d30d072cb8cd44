from .defaults import default_detector, default_pose
from .file_poser import FilePoser, people_as_dicts, pose_files
from .media import find_media, is_video
from .pictures import PictureError, read_picture
from .topdown import TopDown
from .video_frames import VideoFrames

__all__ = [
    'FilePoser', 'PictureError', 'TopDown', 'VideoFrames',
    'default_detector', 'default_pose', 'find_media', 'is_video',
    'people_as_dicts', 'pose_files', 'read_picture'
]

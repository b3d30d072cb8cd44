from .defaults import default_detector, default_pose
from .detectors import find_detector
from .jobs import pose_in_jobs
from .media import find_media, is_video
from .pictures import PictureError, read_picture
from .pose_files import pose_files
from .poser import Poser
from .result_files import read_results
from .results import People
from .topdown import TopDown

__all__ = [
    'People', 'PictureError', 'Poser', 'TopDown', 'default_detector',
    'default_pose', 'find_detector', 'find_media', 'is_video', 'pose_files',
    'pose_in_jobs', 'read_picture', 'read_results'
]

from .annotation_checks import AnnotationError
from .checked_datasets import (
    CheckedCocoDataset,
    CheckedCrowdPoseDataset,
    CheckedMpiiDataset,
)
from .combined_people import CombinedPeople, ToPeople
from .everyday import RandomLowResolution, RandomPictureEdge
from .keep_visibility import KeepVisibility
from .labelled_half_body import LabelledHalfBody
from .load_crop import LoadCrop
from .lsp_dataset import LSPDataset
from .named_transforms import NamedTransforms
from .official_crop import OfficialCrop, UniformBBoxTransform
from .rendered_people_dataset import RenderedPeopleDataset
from .repeatable_sampler import RepeatableSampler, SeedAugmentation
from .teacher_keypoints import TeacherKeypoints

__all__ = [
    'AnnotationError', 'CheckedCocoDataset', 'CheckedCrowdPoseDataset',
    'CheckedMpiiDataset', 'CombinedPeople', 'KeepVisibility', 'LSPDataset',
    'LabelledHalfBody', 'LoadCrop', 'NamedTransforms', 'OfficialCrop',
    'RandomLowResolution', 'RandomPictureEdge', 'RenderedPeopleDataset',
    'RepeatableSampler', 'SeedAugmentation', 'TeacherKeypoints',
    'ToPeople', 'UniformBBoxTransform'
]

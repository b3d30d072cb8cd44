from .checked_datasets import (
    AnnotationError,
    CheckedCocoDataset,
    CheckedCrowdPoseDataset,
    CheckedMpiiDataset,
)
from .keep_visibility import KeepVisibility
from .labelled_half_body import LabelledHalfBody
from .load_crop import LoadCrop
from .lsp_dataset import LSPDataset
from .named_transforms import NamedTransforms
from .rendered_people_dataset import RenderedPeopleDataset
from .repeatable_sampler import RepeatableSampler, SeedAugmentation

__all__ = [
    'AnnotationError', 'CheckedCocoDataset', 'CheckedCrowdPoseDataset',
    'CheckedMpiiDataset', 'KeepVisibility', 'LSPDataset',
    'LabelledHalfBody', 'LoadCrop', 'NamedTransforms',
    'RenderedPeopleDataset', 'RepeatableSampler', 'SeedAugmentation'
]

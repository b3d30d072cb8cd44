from .checked import (
    AnnotationError,
    CheckedCocoDataset,
    CheckedCrowdPoseDataset,
    CheckedMpiiDataset,
)
from .lsp_dataset import LSPDataset
from .rendered_people_dataset import RenderedPeopleDataset
from .repeatable import RepeatableSampler, SeedAugmentation

__all__ = [
    'AnnotationError', 'CheckedCocoDataset', 'CheckedCrowdPoseDataset',
    'CheckedMpiiDataset', 'LSPDataset', 'RenderedPeopleDataset',
    'RepeatableSampler', 'SeedAugmentation'
]

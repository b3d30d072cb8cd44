from .checked import (
    AnnotationError,
    CheckedCocoDataset,
    CheckedCrowdPoseDataset,
    CheckedMpiiDataset,
)
from .lsp_dataset import LSPDataset
from .rendered_people_dataset import RenderedPeopleDataset
from .repeatable import RepeatableSampler, SeedAugmentation
from .visibility import KeepVisibility

__all__ = [
    'AnnotationError', 'CheckedCocoDataset', 'CheckedCrowdPoseDataset',
    'CheckedMpiiDataset', 'KeepVisibility', 'LSPDataset',
    'RenderedPeopleDataset', 'RepeatableSampler', 'SeedAugmentation'
]

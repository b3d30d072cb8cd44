from .checked import (
    AnnotationError,
    CheckedCocoDataset,
    CheckedCrowdPoseDataset,
    CheckedMpiiDataset,
)
from .load_crop import LoadCrop
from .lsp_dataset import LSPDataset
from .rendered_people_dataset import RenderedPeopleDataset
from .repeatable import RepeatableSampler, SeedAugmentation
from .visibility import KeepVisibility

__all__ = [
    'AnnotationError', 'CheckedCocoDataset', 'CheckedCrowdPoseDataset',
    'CheckedMpiiDataset', 'KeepVisibility', 'LSPDataset',
    'LoadCrop', 'RenderedPeopleDataset', 'RepeatableSampler',
    'SeedAugmentation'
]

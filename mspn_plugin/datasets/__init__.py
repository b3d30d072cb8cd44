from .lsp_dataset import LSPDataset
from .rendered_people_dataset import RenderedPeopleDataset
from .repeatable import RepeatableSampler, SeedAugmentation

__all__ = [
    'LSPDataset', 'RenderedPeopleDataset', 'RepeatableSampler',
    'SeedAugmentation'
]

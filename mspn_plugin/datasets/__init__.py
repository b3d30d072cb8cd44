from .lsp_dataset import LSPDataset
from .rendered_people_dataset import RenderedPeopleDataset

__all__ = ['LSPDataset', 'RenderedPeopleDataset']

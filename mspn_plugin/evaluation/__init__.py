from .box_errors import BoxErrors
from .lsp_metrics import PCP, TorsoPCK

__all__ = ['BoxErrors', 'PCP', 'TorsoPCK']

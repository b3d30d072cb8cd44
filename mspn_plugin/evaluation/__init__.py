from .lsp_metrics import PCP, TorsoPCK

__all__ = ['PCP', 'TorsoPCK']

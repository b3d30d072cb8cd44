from .figures import contact_sheet, loss_curves, pixels, refinement
from .looking import Look, Truth, look
from .refinement_hook import RefinementHook

__all__ = [
    'Look', 'RefinementHook', 'Truth', 'contact_sheet', 'look', 'loss_curves',
    'pixels', 'refinement'
]

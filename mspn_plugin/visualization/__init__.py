from .figures import loss_curves, refinement

__all__ = ['loss_curves', 'refinement']

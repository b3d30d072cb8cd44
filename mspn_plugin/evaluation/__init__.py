from .box_errors import BoxErrors
from .calibration_metric import CalibrationError
from .lsp_metrics import PCP, TorsoPCK

__all__ = ['BoxErrors', 'CalibrationError', 'PCP', 'TorsoPCK']

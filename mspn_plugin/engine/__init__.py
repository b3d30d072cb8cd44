from ..host import (
    CheckpointNotSaved,
    DamagedCheckpoint,
    NoWholeCheckpoint,
    UnsafeCheckpoint,
    weights_only_loading,
)
from .autocast import AutocastOptimWrapper
from .calibration import Calibration
from .calibration_hook import CalibrationHook
from .deploy import deploy
from .finite_hook import FiniteHook, NonFiniteTraining
from .keypoint_contract import KeypointContractHook
from .resume import RandomStateHook, SeekingIterLoop
from .start_validation_hook import StartValidationHook
from .weights import ForeignCheckpoint, check_weights, match_weights
from .weights_hook import MatchedWeightsHook

__all__ = [
    'AutocastOptimWrapper', 'Calibration', 'CalibrationHook',
    'CheckpointNotSaved', 'DamagedCheckpoint', 'FiniteHook',
    'ForeignCheckpoint', 'KeypointContractHook', 'MatchedWeightsHook',
    'NoWholeCheckpoint', 'NonFiniteTraining', 'RandomStateHook',
    'SeekingIterLoop', 'StartValidationHook', 'UnsafeCheckpoint',
    'check_weights', 'deploy', 'match_weights', 'weights_only_loading'
]

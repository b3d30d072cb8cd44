from .fasm import (
    ChannelSelection,
    FASMBottleneck,
    FeatureAggregation,
    FeatureSelection,
    LocationSelection,
)
from .fire import DilationModule, Fire, FireModule
from .gate import Gate
from .hourglass_block import hourglass_block
from .process_norm import ProcessBN
from .pyramid_stacking import PyramidStacking
from .residual_steps import ResidualStepsBlock

__all__ = [
    'ChannelSelection', 'DilationModule', 'FASMBottleneck',
    'FeatureAggregation', 'FeatureSelection', 'Fire', 'FireModule', 'Gate',
    'LocationSelection', 'ProcessBN', 'PyramidStacking',
    'ResidualStepsBlock', 'hourglass_block'
]

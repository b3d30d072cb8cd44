from .cpm_variant import CPMVariant
from .encoder_backbone import ConvStem, EncoderBackbone, HourglassStem
from .extended_resnet import ExtendedResNet
from .pre_stage import PreStage

__all__ = [
    'CPMVariant', 'ConvStem', 'EncoderBackbone', 'ExtendedResNet',
    'HourglassStem', 'PreStage'
]

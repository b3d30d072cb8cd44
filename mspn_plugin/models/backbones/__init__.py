from .cpm_variant import CPMVariant
from .encoder_backbone import ConvStem, EncoderBackbone, HourglassStem
from .extended_resnet import ExtendedResNet
from .narrow_hourglass import NarrowHourglass
from .pre_stage import PreStage
from .timm_backbone import TimmBackbone

__all__ = [
    'CPMVariant', 'ConvStem', 'EncoderBackbone', 'ExtendedResNet',
    'HourglassStem', 'NarrowHourglass', 'PreStage', 'TimmBackbone'
]

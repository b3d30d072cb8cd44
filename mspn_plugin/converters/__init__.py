from .state_dicts import ConversionError, detect_format, to_mmpose, to_plugin

__all__ = ['ConversionError', 'detect_format', 'to_plugin', 'to_mmpose']

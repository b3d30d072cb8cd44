from .convert import ConversionError, kind_of, to_ours, to_theirs

__all__ = ['ConversionError', 'kind_of', 'to_ours', 'to_theirs']

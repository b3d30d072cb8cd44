"""Errors of labels, and malformed entries as such errors."""

from contextlib import contextmanager
from typing import Iterator

MALFORMED = (AssertionError, AttributeError, IndexError, KeyError, TypeError,
             ValueError)


class LabelError(ValueError):
    """Invalid labels."""


@contextmanager
def named_errors(place: object) -> Iterator[None]:
    """Raise errors of malformed entries as a LabelError that names them.

    Args:
        place: What is read: a file, an annotation.

    Raises:
        LabelError: An entry is missing or has a wrong type.
    """
    try:
        yield
    except MALFORMED as error:
        text = describe_error(error)
        if isinstance(error, LabelError) and str(place) in text:
            raise
        raise LabelError(f'{place}: {text}') from error


def describe_error(error: Exception) -> str:
    """The message for a person, without a full stop."""
    if isinstance(error, KeyError):
        return f'{error} is missing'
    if isinstance(error, LabelError):
        return str(error).rstrip('.')
    return f'{type(error).__name__}: {error}'.rstrip('.')

"""Errors of wrong input, and their message in one line."""

#: Types that wrong arguments, files and configs raise.
EXPECTED_ERRORS = (KeyError, OSError, RuntimeError, SyntaxError, TypeError,
                   ValueError)


def one_line(error: Exception) -> str:
    """The message of an error without line breaks, or its type."""
    quoted = isinstance(error, KeyError) and error.args  # by its str()
    text = ' '.join(str(error.args[0] if quoted else error).split())
    return text or type(error).__name__

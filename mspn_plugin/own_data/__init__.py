"""From the files of a labelling tool to a folder to train from."""

from .project import new_project, next_commands, read_any

__all__ = ['new_project', 'next_commands', 'read_any']

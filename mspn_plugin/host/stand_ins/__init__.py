"""Modules that ``mspn_plugin_finder`` provides if the real ones are missing.

They have the names of the real ones. They import nothing of this package,
because they may be imported while this package is imported.
"""

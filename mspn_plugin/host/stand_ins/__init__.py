"""Modules that ``mspn_plugin_finder`` gives where the real ones are missing.

They are executed under the names of the real ones and import nothing of this
package, whose own import may be what asks for them.
"""

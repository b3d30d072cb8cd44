# mmpose's own runtime, with this package registered.
_base_ = 'mmpose::_base_/default_runtime.py'

custom_imports = dict(imports=['mspn_plugin'])

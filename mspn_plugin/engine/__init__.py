from . import safe_checkpoint  # noqa: F401: guards mmengine's loader

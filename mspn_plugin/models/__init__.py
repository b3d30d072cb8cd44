from .backbones import *  # noqa: F401, F403
from .estimator import MultiStagePoseEstimator  # noqa: F401
from .heads import *  # noqa: F401, F403
from .losses import *  # noqa: F401, F403
from .necks import *  # noqa: F401, F403

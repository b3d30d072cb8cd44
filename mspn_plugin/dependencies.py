"""Find missing packages, and the commands that install them."""

import re
from contextlib import contextmanager
from importlib import metadata
from importlib.util import find_spec
from typing import Iterable, Iterator, List

#: mmpose requires chumpy, which cannot be built and which 2D pose never
#: imports, so these two are installed without their requirements.
WITHOUT_DEPENDENCIES = {'mmpose': 'mmpose==1.3.2', 'mmdet': 'mmdet==3.3.0'}
#: Module -> distribution, of all modules that 2D pose imports.
ALWAYS = {
    'torch': 'torch',
    'torchvision': 'torchvision',
    'numpy': 'numpy',
    'cv2': 'opencv-python',
    'PIL': 'pillow',
    'scipy': 'scipy',
    'matplotlib': 'matplotlib',
    'json_tricks': 'json-tricks',
    'munkres': 'munkres',
    'pycocotools': 'pycocotools',
    'typeguard': 'typeguard',
    'mmengine': 'mmengine',
    'mmcv': 'mmcv-lite',
    'mmpose': 'mmpose',
}
#: Module -> distribution, of modules that only some tools import.
SOMETIMES = {
    'mmdet': 'mmdet',
    'shapely': 'shapely',
    'six': 'six',
    'terminaltables': 'terminaltables',
    'tqdm': 'tqdm',
    'mim': 'openmim',
    'onnx': 'onnx',
    'onnxscript': 'onnxscript',
    'onnxruntime': 'onnxruntime',
    'gradio': 'gradio',
    'psutil': 'psutil',
    'timm': 'timm',
    'av': 'av',
    'pandas': 'pandas',
    'pyarrow': 'pyarrow',
    'argcomplete': 'argcomplete',
    'submitit': 'submitit',
}


def is_missing(module: str) -> bool:
    """Whether a top-level module cannot be found; it is not imported."""
    return find_spec(module) is None


def commands(modules: Iterable[str]) -> List[str]:
    """One or two pip commands that install modules.

    Args:
        modules: Keys of ``ALWAYS`` and ``SOMETIMES``.
    """
    names = [{**ALWAYS, **SOMETIMES}.get(m, m) for m in modules]
    bare = [WITHOUT_DEPENDENCIES[n] for n in names
            if n in WITHOUT_DEPENDENCIES]
    bounds = _bounds()
    rest = [f"'{bounds.get(n, n)}'" for n in names
            if n not in WITHOUT_DEPENDENCIES]
    found = []
    if bare:
        found.append(f'pip install --no-deps {" ".join(bare)}')
    if rest:
        found.append(f'pip install {" ".join(rest)}')
    return found


def explain(error: ModuleNotFoundError) -> str:
    """One sentence: what is missing, and the command that installs it."""
    name = (error.name or '').partition('.')[0]
    known = {**ALWAYS, **SOMETIMES}
    if name == 'xtcocotools':  # the stand-in needs pycocotools
        name = 'pycocotools'
    if name not in known:
        return str(error)
    asked = ALWAYS if name in ALWAYS else [name]
    missing = [m for m in asked if is_missing(m)] or [name]
    verb = 'is' if len(missing) == 1 else 'are'
    return (f'mspn_plugin needs {", ".join(known[m] for m in missing)}, which '
            f'{verb} not installed: {" && ".join(commands(missing))}')


@contextmanager
def explained_imports() -> Iterator[None]:
    """Context in which a missing package raises :func:`explain`'s message.

    Raises:
        ModuleNotFoundError: A package is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            explain(error), name=error.name, path=error.path) from error


def _bounds() -> dict:
    """Distribution -> requirement with its bounds, from setup.py."""
    try:
        lines = metadata.requires('mspn-plugin') or ()
    except metadata.PackageNotFoundError:
        return {}
    lines = [line.partition(';')[0].strip() for line in lines]
    return {re.match(r'[\w.-]+', line)[0].lower(): line for line in lines}

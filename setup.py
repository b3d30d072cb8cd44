"""Packaging: an ordinary package that also ships what MIM reads.

``mim train|test|run|search mspn_plugin`` look for configs, tools and the
model index in ``mspn_plugin/.mim`` of the installed package, as in every
OpenMMLab package: copied into a wheel, linked in an editable install.
"""

import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent.resolve()
MIM = {
    'configs': ROOT / 'configs',
    'tools': ROOT / 'mspn_plugin' / 'tools',
    'model-index.yml': ROOT / 'model-index.yml',
}


class BuildWithMim(build_py):

    def run(self):
        super().run()
        packages = ROOT if self.editable_mode else Path(self.build_lib)
        place = packages / 'mspn_plugin' / '.mim'
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name, source in MIM.items():
            if self.editable_mode:
                (place / name).symlink_to(source)
            elif source.is_dir():
                shutil.copytree(
                    source,
                    place / name,
                    ignore=shutil.ignore_patterns('__pycache__'))
            else:
                shutil.copy(source, place / name)


def version() -> str:
    scope = {}
    exec((ROOT / 'mspn_plugin' / 'version.py').read_text(), scope)
    return scope['__version__']


setup(
    name='mspn-plugin',
    version=version(),
    description='Multi-stage pose networks for MMPose',
    long_description=(ROOT / 'README.md').read_text(encoding='utf-8'),
    long_description_content_type='text/markdown',
    license='Apache-2.0',
    license_files=['LICENSE'],
    packages=find_packages(include=['mspn_plugin', 'mspn_plugin.*']),
    python_requires='>=3.9',
    # mmpose brings numpy, opencv, scipy and matplotlib, mmengine rich.
    # Bounds: mmdet 3.3 refuses mmcv 2.2; xtcocotools' wheels are built
    # against numpy 1.
    install_requires=[
        'torch>=2.1',
        'mmengine>=0.10.4,<0.11',
        'mmcv>=2.1.0,<2.2',
        'mmpose>=1.3.2,<1.4',
        'numpy<2',
        'typeguard>=4,<5',
    ],
    # What some tools need besides; `pip install --no-deps` them likewise.
    extras_require={
        'detection': ['mmdet>=3.1,<3.4', 'pillow>=10'],
        'export': ['onnx>=1.17', 'onnxscript>=0.5', 'onnxruntime>=1.18'],
        'page': ['gradio>=6,<7'],
        'soak': ['psutil'],
    },
    cmdclass={'build_py': BuildWithMim},
    zip_safe=False)

"""Packaging, including the files that MIM reads.

mmpose and mmdet are not required here, because mmpose requires chumpy, which
cannot be built. They are installed first, with ``--no-deps``; the requirements
below have everything else that their 2D parts import.

``mim train|test|run|search mspn_plugin`` need configs, tools and the model
index in ``mspn_plugin/.mim`` of the installed package, as in every OpenMMLab
package: they are copied into a wheel and linked in an editable install.
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
        self.copy_finder()
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

    def copy_finder(self):
        """Copy the file that makes Python import mspn_plugin_finder."""
        install = self.get_finalized_command('install')
        place = install.install_lib if self.editable_mode else self.build_lib
        Path(place).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / 'mspn_plugin_finder.pth', place)


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
    author='The mspn_plugin contributors',
    license='Apache-2.0',
    license_files=['LICENSE'],
    keywords=['pose estimation', 'keypoint detection', 'mmpose', 'MSPN'],
    classifiers=[
        'Development Status :: 4 - Beta',
        'Intended Audience :: Science/Research',
        'Operating System :: POSIX :: Linux',
        'Programming Language :: Python :: 3.10',
        'Programming Language :: Python :: 3.11',
        'Programming Language :: Python :: 3.12',
        'Topic :: Scientific/Engineering :: Image Recognition',
        'Typing :: Typed',
    ],
    packages=find_packages(include=['mspn_plugin', 'mspn_plugin.*']),
    package_data={'mspn_plugin': ['py.typed']},
    py_modules=['mspn_plugin_finder'],
    entry_points={'console_scripts': ['mspn=mspn_plugin.tools.mspn:main']},
    python_requires='>=3.10,<3.13',
    install_requires=[
        'torch>=2.1',
        'torchvision>=0.16',
        'mmengine>=0.10.4,<0.11',
        'numpy>=1.24,<2.4',  # mmpose converts arrays of one number to scalars
        'typeguard>=4,<5',
        # imports of mmpose 1.3.2 for 2D pose
        'json-tricks>=3.15',
        'matplotlib>=3.5',
        'munkres>=1.1',
        'opencv-python>=4.5,<5',
        'packaging>=21',
        'pillow>=10',
        'pycocotools>=2.0.7',  # replaces xtcocotools, which needs NumPy 1
        'scipy>=1.12',  # isotonic_regression
    ],
    extras_require={
        # mmcv without compiled operators; omit it if mmcv is installed
        'lite': ['mmcv-lite>=2.1.0,<2.2'],  # mmdet 3.3 refuses mmcv 2.2
        # imports of mmdet 3.3.0, and the runtime of the default detector
        'detection': ['shapely>=1.8', 'six', 'terminaltables>=3.1', 'tqdm',
                      'onnxruntime>=1.18'],
        'mim': ['openmim>=0.3.9', 'setuptools>=64,<81'],
        'export': ['onnx>=1.17', 'onnxscript>=0.5', 'onnxruntime>=1.18'],
        'video': ['av>=14,<18'],
        'tables': ['pandas>=2,<4', 'pyarrow>=14'],
        'many': ['submitit>=1.5,<2'],
        'completion': ['argcomplete>=3'],
        'page': ['gradio>=6,<7'],
        'soak': ['psutil'],
        'timm': ['timm>=1.0.9,<2'],
        'all': ['mspn-plugin[lite,detection,mim,export,video,tables,'
                'many,completion,page,soak,timm]'],
    },
    cmdclass={'build_py': BuildWithMim},
    zip_safe=False)

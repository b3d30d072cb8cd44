"""A folder to train from: labels, metainfo and a config."""

import json
from pathlib import Path
from typing import List, Optional, Tuple

from ..datasets import CheckedCocoDataset
from ..datasets.labels import check_metainfo, find_faults, read_labels
from ..host import LabelError, correction_lines, named_errors
from ..host.label_corrections import correct
from .categories import keep_people
from .coco import complete, read_coco
from .deeplabcut import PATTERN, read_deeplabcut
from .labelme import read_labelme
from .metainfo import as_python, describe, guess_metainfo
from .split import split_pictures
from .yolo import read_yolo

BATCH = 16
STEPS = 1200  # of a training, whatever the number of people
EPOCHS = 10, 200  # least and most
FEW = 200  # people below which augmentation is stronger
#: Networks that a training starts from, and their configs; the first one has
#: the augmentation of everyday pictures and needs timm.
STARTS = {'people': 'own_data_people.py', 'rendered-people': 'own_data.py'}
CONFIG = '''"""{people} people with {count} keypoints, from {source}.

    mspn train {config} --work-dir {work}
"""
_base_ = 'mspn_plugin::_base_/{base}'

root, pictures = {root!r}, {pictures!r}
metainfo = dict(from_file=root + 'metainfo.py')
model = dict(head=dict(out_channels={count}))
{augmentation}train_cfg = dict(max_epochs={epochs})
data = dict(
    type='CheckedCocoDataset', metainfo=metainfo,
    data_prefix=dict(img=pictures))
train_dataloader = dict(
    batch_size={batch},
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='RepeatableSampler', shuffle=True),
    dataset=dict(
        ann_file=root + 'train.json', pipeline='${{train_pipeline}}', **data))
val_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        ann_file=root + 'val.json', pipeline='${{val_pipeline}}',
        test_mode=True, **data))
test_dataloader = val_dataloader
val_evaluator = [
    dict(type='BoxErrors'),
    dict(type='CocoMetric', ann_file=root + 'val.json')
]
test_evaluator = val_evaluator
'''
STRONGER = """augmentation = dict(bbox=dict(
    shift_factor=0.08, rotate_factor=30, scale_factor=(0.75, 1.25)))
"""


def new_project(labels: Path, pictures: Path, out: Path, *,
                share: float = 0.2, seed: int = 0,
                group: Optional[str] = None,
                start: str = 'people') -> List[str]:
    """Write ``train.json``, ``val.json``, ``metainfo.py``, ``config.py``.

    Args:
        labels: A COCO file, a folder of LabelMe files, ``data.yaml`` of
            YOLO-pose, or DeepLabCut's ``CollectedData_NAME.csv`` or a folder
            of them.
        pictures: Folder of the pictures, which stay there.
        out: The folder to write to.
        share: Of the pictures for validation.
        seed: Of the split.
        group: As in :func:`mspn_plugin.own_data.split.split_pictures`.
        start: One of :data:`STARTS`.

    Returns:
        What was found, guessed and written, a line each.

    Raises:
        LabelError: Labels that cannot be read, or that a training refuses.
        FileExistsError: The folder has a config already.
    """
    if (out / 'config.py').exists():
        raise FileExistsError(f'{out}/config.py exists: choose another --out')
    with named_errors(labels):
        content = read_any(labels, pictures)
        lines = correction_lines(correct(content))
        for finding in find_faults(read_labels(content), keypoints=False):
            raise LabelError(str(finding))
        lines += keep_people(content) + complete(content, pictures)
        names = content['categories'][0].get('keypoints') or [
            f'keypoint_{i}' for i in range(_count(content))]
        content['categories'][0]['keypoints'] = list(names)
        metainfo = guess_metainfo(content['categories'][0], out.name)
        lines += check_metainfo(metainfo) + describe(metainfo)
    parts = split_pictures(content, share, seed=seed, group=group)
    lines += write_project(parts, out, pictures=pictures, source=str(labels),
                           start=start)
    return lines


def write_project(parts: Tuple[dict, dict], out: Path, *, pictures: Path,
                  source: str, start: str = 'people') -> List[str]:
    """Write both parts and their metainfo; if they are valid, a config.

    Args:
        parts: Contents for training and validation, with names of keypoints.
        out: The folder to write to.
        pictures: Folder of the pictures.
        source: Where the labels are from, for the config's first line.
        start: One of :data:`STARTS`.

    Returns:
        What was written, a line for each part.

    Raises:
        LabelError: A training would refuse the labels.
    """
    category = parts[0]['categories'][0]
    out.mkdir(parents=True, exist_ok=True)
    for name, part in zip(('train', 'val'), parts):
        (out / f'{name}.json').write_text(json.dumps(part))
    (out / 'metainfo.py').write_text(
        as_python(guess_metainfo(category, out.name)))
    for name in ('train', 'val'):  # as a training loads them
        CheckedCocoDataset(
            ann_file=str(out / f'{name}.json'), test_mode=name == 'val',
            data_prefix=dict(img=str(pictures.resolve())),
            metainfo=dict(from_file=str(out / 'metainfo.py')))
    (out / 'config.py').write_text(
        _config(len(parts[0]['annotations']), len(category['keypoints']),
                source, pictures, out, start))
    return [f'{out}/{name}.json: {len(part["annotations"])} people in '
            f'{len(part["images"])} pictures'
            for name, part in zip(('train', 'val'), parts)]


def read_any(labels: Path, pictures: Path) -> dict:
    """Read labels of any known format as the content of a COCO file.

    Raises:
        FileNotFoundError: There is no such file or folder.
        LabelError: The format is not known.
    """
    for path in (labels, pictures):
        if not path.exists():
            raise FileNotFoundError(f'There is no {path}.')
    if labels.is_dir() and (labels / 'data.yaml').exists():
        labels = labels / 'data.yaml'
    if labels.suffix == '.csv' or any(labels.rglob(PATTERN)):
        return read_deeplabcut(labels, pictures)
    if labels.is_dir():
        return read_labelme(labels, pictures)
    if labels.suffix in ('.yaml', '.yml'):
        return read_yolo(labels, pictures)
    if labels.suffix == '.json':
        return read_coco(labels, pictures)
    if labels.suffix == '.h5':
        raise LabelError('give the .csv that DeepLabCut writes beside it')
    raise LabelError('it is no COCO file (.json), folder of LabelMe files, '
                     'data.yaml of YOLO-pose or CSV file of DeepLabCut')


def next_commands(out: Path, pictures: Path) -> List[str]:
    """What to type after :func:`new_project`."""
    return [f'mspn labels {out}/train.json --pictures {pictures} --metainfo '
            f'{out}/metainfo.py --sheet {out}/labels.png',
            f'mspn train {out}/config.py --work-dir {out}/work']


def _count(content: dict) -> int:
    return len(content['annotations'][0]['keypoints']) // 3


def _config(people: int, count: int, source: str, pictures: Path,
            out: Path, start: str) -> str:
    least, most = EPOCHS
    epochs = min(max(least, round(STEPS * BATCH / max(people, 1))), most)
    return CONFIG.format(
        base=STARTS[start], people=people, count=count, source=source,
        config=out / 'config.py',
        work=out / 'work', root=f'{out.resolve()}/',
        pictures=f'{pictures.resolve()}/', epochs=epochs,
        batch=min(BATCH, people),
        augmentation=STRONGER
        if people < FEW and start == 'rendered-people' else '')

import json

import cv2
import numpy as np
from mmpose.registry import DATASETS

from mspn_plugin.datasets import RepeatableSampler
from mspn_plugin.datasets.repeatable_sampler import SeededIndex


def part(folder, pictures: int) -> dict:
    """A COCO file of this number of pictures, each with one person."""
    folder.mkdir()
    images, people = [], []
    for i in range(pictures):
        cv2.imwrite(str(folder / f'{i}.png'), np.zeros((40, 30, 3), np.uint8))
        images.append(dict(id=i, file_name=f'{i}.png', width=30, height=40))
        people.append(
            dict(id=i, image_id=i, category_id=1, bbox=[5, 5, 20, 30],
                 area=600, iscrowd=0, num_keypoints=17,
                 keypoints=[10 + i, 10, 2] * 17))
    category = dict(id=1, name='person')
    (folder / 'people.json').write_text(
        json.dumps(dict(images=images, annotations=people,
                        categories=[category])))
    return dict(
        type='CheckedCocoDataset', data_root=str(folder),
        ann_file='people.json', data_prefix=dict(img=''),
        pipeline=[dict(type='SeedAugmentation'),
                  dict(type='ToPeople', source='coco')])


class Draw:
    """Transform that stores the next random number."""

    def __call__(self, results):
        return dict(results, drawn=np.random.rand())


def people(tmp_path):
    return DATASETS.build(
        dict(type='CombinedPeople', pipeline=[Draw()], datasets=[
            part(tmp_path / 'a', 2),
            dict(type='RepeatDataset', times=3,
                 dataset=part(tmp_path / 'b', 2))
        ]))  # yapf: disable


def test_parts_and_repeats_are_joined(tmp_path):
    data = people(tmp_path)
    assert len(data) == 8
    assert data.metainfo['num_keypoints'] == 19
    names = [data[i]['img_path'].split('/')[-2:] for i in range(8)]
    assert names == [['a', '0.png'], ['a', '1.png'],
                     *[['b', '0.png'], ['b', '1.png']] * 3]
    assert data[0]['keypoints'].shape == (1, 19, 2)
    assert len(data[0]['flip_indices']) == 19


def test_augmentation_depends_on_seed_and_sample_alone(tmp_path):
    data = people(tmp_path)
    sampler = RepeatableSampler(data, shuffle=True, seed=3)
    first = {int(i): data[i]['drawn'] for i in sampler}
    again = {int(i): data[i]['drawn'] for i in sampler}
    assert first == again
    assert len(set(first.values())) == 8  # repeats have other augmentation
    sampler.set_epoch(1)
    assert {data[i]['drawn'] for i in sampler}.isdisjoint(first.values())


def test_a_shifted_index_keeps_its_seed():
    index = SeededIndex(7, 99)
    assert (index - 3, (index - 3).seed) == (4, 99)
    assert (index % 4, (index % 4).seed) == (3, 99)

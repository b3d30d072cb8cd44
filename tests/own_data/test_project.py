"""From the files of each labelling tool to the same data set."""

import json

import numpy as np
import pytest
import yaml
from mmengine.config import Config
from mmpose.registry import DATASETS

from mspn_plugin.engine.config import shipped_config
from mspn_plugin.host import LabelError
from mspn_plugin.own_data import new_project, read_any
from mspn_plugin.own_data.coco import box_of_points
from mspn_plugin.own_data.metainfo import guess_flip, guess_metainfo
from mspn_plugin.own_data.pictures import find_picture, place_pictures
from mspn_plugin.own_data.project import STARTS, write_project
from mspn_plugin.own_data.split import split_pictures
from mspn_plugin.tools import new
from tests.datasets.label_faults import FAULTS, NAMES, draw, right
from tests.own_data.exports import TOOLS, write

NO_BOXES = ('coco_annotator', 'deeplabcut')


def people_of(out) -> list:
    """Keypoints and boxes of both data sets that the config names."""
    config = Config.fromfile(out / 'config.py')
    found = []
    for loader in (config.train_dataloader, config.val_dataloader):
        dataset = DATASETS.build(dict(loader.dataset, serialize_data=False))
        for i in range(len(dataset)):
            info = dataset.get_data_info(i)
            found.append(np.r_[info['keypoints'].ravel(),
                               info['bbox'].ravel()])
    return sorted(found, key=lambda row: row.tolist())


@pytest.mark.parametrize('tool', TOOLS)
def test_every_tool_gives_the_same_people(tmp_path, tool):
    labels = write(tool, tmp_path)
    new_project(labels, tmp_path / 'pictures', tmp_path / 'out')
    found = people_of(tmp_path / 'out')
    wanted = sorted((np.r_[np.reshape(p['keypoints'], (5, 3))[:, :2].ravel(),
                           p['bbox'][:2], np.add(p['bbox'][:2], p['bbox'][2:])]
                     for p in right()['annotations']),
                    key=lambda row: row.tolist())
    kept = slice(None, 10 if tool in NO_BOXES else None)
    assert len(found) == len(wanted) == 24
    for row, right_row in zip(found, wanted):
        np.testing.assert_allclose(row[kept], right_row[kept], atol=1e-3)


def test_the_config_has_the_keypoints_and_their_mirror_images(tmp_path):
    labels = write('cvat', tmp_path)
    lines = new_project(labels, tmp_path / 'pictures', tmp_path / 'out')
    config = Config.fromfile(tmp_path / 'out/config.py')
    assert config.model.head.out_channels == 5
    assert config.load_from.endswith('photographs/people.pth')
    dataset = DATASETS.build(config.train_dataloader.dataset)
    assert dataset.metainfo['flip_indices'] == [0, 2, 1, 4, 3]
    assert dataset.metainfo['sigmas'].round(3).tolist() == [
        pytest.approx(s) for s in (.026, .062, .062, .089, .089)]
    assert ('mirror images: left_wrist <-> right_wrist; left_ankle <-> '
            'right_ankle') in lines


def _config_of(labels: dict, root) -> Config:
    (root / 'pictures').mkdir()
    draw(root / 'pictures')
    for i, person in enumerate(labels['annotations']):
        labels['annotations'][i] = dict(person, id=i + 1)
    write_project((labels, labels), root / 'own', source='a test',
                  pictures=root / 'pictures', start='rendered-people')
    return Config.fromfile(root / 'own/config.py')


@pytest.mark.parametrize('people, rotation', [(2, 30), (400, 8)])
def test_a_start_without_terms(tmp_path, people, rotation):
    """Rendered people, with stronger augmentation for few pictures."""
    labels = right()
    labels['annotations'] = labels['annotations'][:2] * (people // 2)
    config = _config_of(labels, tmp_path)
    assert config.load_from.endswith('mspn/quickstart.pth')
    assert config.augmentation.bbox.rotate_factor == rotation
    assert config.model.backbone.frozen_stages == 1


def test_both_starts_have_one_recipe(tmp_path):
    """Averages, early stopping, the best checkpoint, lower rates."""
    people, rendered = (
        Config.fromfile(shipped_config(f'_base_/{name}'))
        for name in STARTS.values())
    for key in ('custom_hooks', 'default_hooks', 'param_scheduler',
                'auto_scale_lr', 'best'):
        assert people[key] == rendered[key], key
    assert people.optim_wrapper.paramwise_cfg \
        == rendered.optim_wrapper.paramwise_cfg


@pytest.mark.parametrize('installed, start, weights', [
    (True, [], 'people.pth (for research'),
    (False, [], 'quickstart.pth (Apache-2.0)'),
    (True, ['--start', 'rendered-people'], 'quickstart.pth (Apache-2.0)')])
def test_the_command_names_the_weights_and_their_terms(
        tmp_path, capsys, monkeypatch, installed, start, weights):
    monkeypatch.setattr(new, 'find_spec', lambda name: installed)
    labels = write('cvat', tmp_path)
    new.main([str(labels), str(tmp_path / 'pictures'), '--out',
              str(tmp_path / 'out'), *start])
    said = capsys.readouterr()
    assert f'starts from {weights}' in said.out
    assert ('pip install timm' in said.err) is not installed
    config = Config.fromfile(tmp_path / 'out/config.py')
    assert config.load_from.endswith(weights.split()[0])


def test_the_command_prints_the_next_two(tmp_path, capsys):
    labels = write('label_studio', tmp_path)
    arguments = [str(labels), str(tmp_path / 'pictures'), '--out',
                 str(tmp_path / 'out')]
    new.main(arguments)
    said = capsys.readouterr().out
    assert 'mspn labels' in said and 'mspn train' in said
    assert 'index' not in said  # of pycocotools
    with pytest.raises(SystemExit):
        new.main(arguments)  # does not overwrite
    assert 'config.py exists' in capsys.readouterr().err


def test_a_split_is_by_picture_and_repeatable():
    train, val = split_pictures(right(), 0.25, seed=3)
    pictures = [{p['image_id'] for p in part['annotations']}
                for part in (train, val)]
    assert [len(p) for p in pictures] == [9, 3]
    assert not pictures[0] & pictures[1]
    assert split_pictures(right(), 0.25, seed=3) == (train, val)
    assert split_pictures(right(), 0.25, seed=4) != (train, val)


@pytest.mark.parametrize('group', ['video', r'^(\d)'])
def test_groups_stay_together(group):
    labels = right()
    for image in labels['images']:
        image['video'] = image['id'] % 3
    train, val = split_pictures(labels, 0.3, group=group)
    keys = [{(i.get(group) if group == 'video' else i['file_name'][0])
             for i in part['images']} for part in (train, val)]
    assert keys[0] and keys[1] and not keys[0] & keys[1]


def test_one_picture_cannot_be_split():
    labels = right()
    labels['annotations'] = labels['annotations'][:2]
    with pytest.raises(LabelError, match='1 pictures'):
        split_pictures(labels, 0.2)


@pytest.mark.parametrize('names, flip', [
    (NAMES, [0, 2, 1, 4, 3]),
    (('Left Eye', 'Right Eye', 'Nose'), [1, 0, 2]),
    (('eyeL', 'eyeR'), [1, 0]), (('l_hip', 'r_hip'), [1, 0]),
    (('hip-left', 'hip-right', 'left'), [1, 0, 2]),
    (('light', 'right_hand'), [0, 1]), (('a', 'b'), [0, 1])])
def test_mirror_images_by_name(names, flip):
    assert guess_flip(names) == flip


def test_skeletons_count_from_one():
    found = guess_metainfo(dict(keypoints=['a', 'b'], skeleton=[[1, 2]]))
    assert found['skeleton_info'][0]['link'] == ('a', 'b')
    assert found['sigmas'] == [.05, .05]


def test_a_box_of_points_is_wider_and_in_the_picture():
    points = [100, 50, 2, 200, 150, 1, 0, 0, 0]
    assert box_of_points(points, (205, 400)) == [90, 40, 115, 120]


def test_labelme_without_groups_is_told(tmp_path):
    folder = write('labelme', tmp_path)
    for path in folder.glob('*.json'):
        file = json.loads(path.read_text())
        for shape in file['shapes']:
            shape['group_id'] = None
        path.write_text(json.dumps(file))
    with pytest.raises(LabelError, match="'nose' twice in group None"):
        new_project(folder, tmp_path / 'pictures', tmp_path / 'out')


def test_yolo_of_another_length_is_told(tmp_path):
    description = write('yolo', tmp_path)
    (tmp_path / 'pictures/3.txt').write_text('0 .5 .5 .1 .1\n')
    with pytest.raises(LabelError, match='3.txt, line 1: 5 numbers'):
        new_project(description, tmp_path / 'pictures', tmp_path / 'out')


@pytest.mark.parametrize('name, wanted', [
    ('a/x.jpg', 'a/x.jpg'), ('b/x.jpg', 'b/x.jpg'),
    ('/home/me/b/x.jpg', 'b/x.jpg'), ('C:\\b\\x.jpg', 'b/x.jpg'),
    ('images/1a2b3c4d-3.jpg', '3.jpg'), ('frames/cam7-3.jpg', 'cam7-3.jpg'),
    ('../cam8-3.jpg', '../cam8-3.jpg'), ('y[1].jpg', 'a/y[1].jpg')])
def test_pictures_are_found_by_the_longest_end(tmp_path, name, wanted):
    for path in ('a/x.jpg', 'b/x.jpg', '3.jpg', 'cam7-3.jpg', 'a/y[1].jpg',
                 'a/y1.jpg'):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    assert find_picture(tmp_path, name) == wanted
    with pytest.raises(LabelError, match='a/x.jpg or b/x.jpg'):
        find_picture(tmp_path, 'c/x.jpg')


def test_two_names_are_not_one_picture(tmp_path):
    (tmp_path / 'x.jpg').touch()
    images = [dict(id=1, file_name='a/x.jpg'), dict(id=2, file_name='b/x.jpg')]
    with pytest.raises(LabelError, match='a/x.jpg and b/x.jpg would both be'):
        place_pictures(images, tmp_path)


def coco_file(root, change, name='labels.json'):
    draw(root)
    labels = right()
    change(labels)
    (root / name).write_text(json.dumps(labels))
    return root / name


@pytest.mark.parametrize('kind', [
    'visibility_above_2', 'corner_boxes', 'doubled_annotation',
    'unlisted_picture', 'picture_size', 'text_crowd', 'keypoint_count'])
def test_labels_that_a_training_refuses_make_no_project(tmp_path, kind):
    fault = FAULTS[kind]
    labels = coco_file(tmp_path, fault.labels or (lambda labels: None))
    if fault.pictures:
        fault.pictures(tmp_path)
    with pytest.raises(LabelError, match=fault.says):
        new_project(labels, tmp_path, tmp_path / 'out')
    assert not (tmp_path / 'out/config.py').exists()


def test_labels_that_are_not_used_are_counted(tmp_path):
    def change(labels):
        labels['categories'].append(dict(id=2, name='dog'))
        people = labels['annotations']
        people[0]['keypoints'][:3] = 0, 0, 2
        people[1]['category_id'] = 2
        people[2].update(keypoints=[0] * 15, num_keypoints=0)
        people[3]['area'] = 0
        del people[4]['bbox']

    lines = '\n'.join(new_project(
        coco_file(tmp_path, change), tmp_path, tmp_path / 'out'))
    for line in ('1 annotations of other categories than person are left',
                 '1 annotations without a labelled keypoint',
                 '1 annotations have labelled keypoints at (0, 0)',
                 '1 annotations have no area', '1 boxes are made'):
        assert line in lines
    assert sum(len(json.loads((tmp_path / f'out/{part}.json').read_text())[
        'annotations']) for part in ('train', 'val')) == 22


def test_other_classes_of_yolo_are_counted(tmp_path):
    description = write('yolo', tmp_path)
    facts = yaml.safe_load(description.read_text())
    facts['names'][1] = 'dog'
    description.write_text(yaml.safe_dump(facts))
    first = tmp_path / 'pictures/1.txt'
    first.write_text(first.read_text().replace('0 ', '1 ', 1))
    lines = new_project(description, tmp_path / 'pictures', tmp_path / 'out')
    assert ('1 annotations of other categories than person are left out'
            in lines)


@pytest.mark.parametrize('change, says', [
    (lambda labels: labels['images'][1].pop('id'), "images.1.: 'id' is mis"),
    (lambda labels: labels['images'][1].pop('file_name'), 'no file_name'),
    (lambda labels: labels['annotations'][1].pop('image_id'), "'image_id' is"),
    (lambda labels: labels['annotations'][1].pop('category_id'), "'category_"),
    (lambda labels: labels['categories'][0].pop('id'), 'not listed|is missin'),
    (lambda labels: [labels['categories'][0].pop('keypoints'), *(
        person.update(keypoints=[0] * 15, num_keypoints=0)
        for person in labels['annotations'])], 'no annotation has a labelled'),
    (lambda labels: labels['annotations'][1].update(bbox=[1, 2, 'x', 4]),
     'annotation 2'),
    (lambda labels: labels['annotations'][1].update(keypoints=['x'] * 15),
     'annotation 2')])
def test_a_malformed_entry_is_named(tmp_path, change, says):
    with pytest.raises(LabelError, match=rf'\.json.*{says}'):
        new_project(coco_file(tmp_path, change), tmp_path, tmp_path / 'out')


def test_a_malformed_file_of_labelme_is_named(tmp_path):
    folder = write('labelme', tmp_path)
    (folder / '3.json').write_text(json.dumps(dict(shapes=[dict(points=[])])))
    with pytest.raises(LabelError, match="3.json: 'imagePath' is missing"):
        new_project(folder, tmp_path / 'pictures', tmp_path / 'out')


def test_a_table_of_deeplabcut(tmp_path):
    """Of one animal: one column for the path, points that are missing."""
    (tmp_path / 'v').mkdir()
    draw(tmp_path / 'v')
    table = tmp_path / 'CollectedData_me.csv'
    table.write_text('scorer,me,me,me,me\nbodyparts,nose,nose,tail,tail\n'
                     'coords,x,y,x,y\nlabeled-data/v/1.jpg,9,9,50,90.5\n'
                     'labeled-data/v/2.jpg,9.5,9,,\n'
                     'labeled-data/v/3.jpg,,,,\n')
    found = read_any(table, tmp_path)
    assert [i['file_name'] for i in found['images']] == [
        'v/1.jpg', 'v/2.jpg', 'v/3.jpg']
    assert [p['keypoints'] for p in found['annotations']] == [
        [9, 9, 2, 50, 90.5, 2], [9.5, 9, 2, 0, 0, 0]]
    assert found['categories'][0]['keypoints'] == ['nose', 'tail']
    table.write_text('a,b\n1,2\n')
    with pytest.raises(LabelError, match='no rows bodyparts and coords'):
        read_any(table, tmp_path)

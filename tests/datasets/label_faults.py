"""One change of right labels for each row of docs/labels.md."""

import copy
import json
from pathlib import Path
from typing import Callable, NamedTuple, Optional

import cv2
import numpy as np
from PIL import Image

K, PICTURES, SIZE = 5, 12, (320, 240)
NAMES = ('nose', 'left_wrist', 'right_wrist', 'left_ankle', 'right_ankle')
PLACES = ((.5, .1), (.8, .4), (.2, .5), (.7, .9), (.3, .95))
NAN = float('nan')


def draw(folder: Path):
    for i in range(1, PICTURES + 1):
        cv2.imwrite(str(folder / f'{i}.jpg'),
                    np.zeros((*SIZE[::-1], 3), np.uint8))


def right() -> dict:
    """24 people who face the camera, two in each picture."""
    people = []
    for i in range(1, PICTURES + 1):
        for x in (20 + i, 170 + i):
            box = [x, 20 + i, 100 + i, 180]
            points = [(round(x + a * box[2]), round(box[1] + b * 180), 2)
                      for a, b in PLACES]
            people.append(dict(
                id=len(people) + 1, image_id=i, category_id=1, iscrowd=0,
                area=.53 * box[2] * box[3], num_keypoints=K, bbox=box,
                keypoints=[v for point in points for v in point]))
    return dict(
        images=[dict(id=i, file_name=f'{i}.jpg', width=SIZE[0],
                     height=SIZE[1]) for i in range(1, PICTURES + 1)],
        annotations=people,
        categories=[dict(id=1, name='person', keypoints=list(NAMES))])


def right_metainfo() -> dict:
    swaps = ('', 'right_wrist', 'left_wrist', 'right_ankle', 'left_ankle')
    return dict(
        dataset_name='five',
        keypoint_info={i: dict(name=n, id=i, color=[0, 0, 0], type='upper',
                               swap=s)
                       for i, (n, s) in enumerate(zip(NAMES, swaps))},
        skeleton_info={0: dict(link=('nose', 'left_wrist'), id=0)},
        joint_weights=[1.] * K, sigmas=[.05] * K)


def right_detections() -> list:
    return [dict(image_id=p['image_id'], category_id=1, bbox=p['bbox'],
                 score=.9) for p in right()['annotations']]


class Fault(NamedTuple):
    """What is changed; each function changes its argument in place.

    ``clean`` is the counterpart whose result must be the same.
    """
    labels: Optional[Callable] = None
    says: str = ''
    clean: Optional[Callable] = None
    raw: Optional[Callable] = None
    metainfo: Optional[Callable] = None
    detections: Optional[Callable] = None
    pictures: Optional[Callable] = None
    pipeline: tuple = ()
    test_mode: bool = False


def everyone(**values):
    return lambda labels: [p.update(copy.deepcopy(values))
                           for p in labels['annotations']]


def second(**values):
    return lambda labels: labels['annotations'][1].update(values)


def second_without(key):
    return lambda labels: labels['annotations'][1].pop(key)


def without(key):
    return lambda labels: [p.pop(key) for p in labels['annotations']]


def point(*value, which=2):
    """Keypoint ``which`` of the second person."""

    def change(labels):
        labels['annotations'][1]['keypoints'][3 * which:3 * which + 3] = value

    return change


def unlabelled(labels):
    point(0, 0, 0)(labels)
    labels['annotations'][1]['num_keypoints'] = K - 1


def both(*changes):
    return lambda labels: [change(labels) for change in changes]


def boxes(convert):
    def change(labels):
        for person in labels['annotations']:
            person['bbox'] = convert(*person['bbox'])

    return change


def scaled(x_scale, y_scale):
    def change(labels):
        for p in labels['annotations']:
            p['keypoints'] = [v * (x_scale, y_scale, 1)[i % 3]
                              for i, v in enumerate(p['keypoints'])]
            p['bbox'] = [v * (x_scale, y_scale)[i % 2]
                         for i, v in enumerate(p['bbox'])]
            p['area'] *= x_scale * y_scale

    return change


def image_ids(images, people):
    def change(labels):
        for image in labels['images']:
            image['id'] = images(image['id'])
        for person in labels['annotations']:
            person['image_id'] = people(person['image_id'])

    return change


def annotation_ids(convert):
    def change(labels):
        for person in labels['annotations']:
            person['id'] = convert(person['id'])

    return change


def categories(*listed, second_has=None):
    def change(labels):
        labels['categories'] = [dict(c) for c in listed]
        if second_has is not None:
            labels['annotations'][1]['category_id'] = second_has

    return change


def names(*values):
    return lambda labels: labels['categories'][0].update(
        keypoints=list(values))


def exchanged(labels):
    for p in labels['annotations']:
        k = p['keypoints']
        p['keypoints'] = [*k[:3], *k[6:9], *k[3:6], *k[12:15], *k[9:12]]


def exif(turn, size=SIZE):
    """Store pictures with this orientation; ``size`` is what is stored."""

    def change(folder):
        for path in folder.glob('*.jpg'):
            tags = Image.Exif()
            tags[274] = turn
            Image.new('RGB', size).save(path, exif=tags)

    return change


def cut_short(folder):
    path = folder / '3.jpg'
    path.write_bytes(path.read_bytes()[:-200])


def meta(part, **values):
    return lambda info: info['keypoint_info'][part].update(values)


PERSON = dict(id=1, name='person', keypoints=list(NAMES))
DOG = dict(id=2, name='dog', keypoints=['tail'] * K)


def dog_of_two(labels):
    categories(PERSON, DOG, second_has=2)(labels)
    second(keypoints=[50, 50, 2] * 2, num_keypoints=2)(labels)


def third(labels):
    categories(dict(id=1, name='car'), dict(PERSON, id=3))(labels)
    everyone(category_id=3)(labels)


def crowd_of_none(labels):
    labels['annotations'].append(dict(
        id=99, image_id=1, category_id=1, iscrowd=0, area=0, num_keypoints=0,
        bbox=[0, 0, 0, 0], keypoints=[]))


def no_visibility(labels):
    for p in labels['annotations']:
        p['keypoints'] = [v for i, v in enumerate(p['keypoints']) if i % 3 < 2]


def nested(labels):
    for p in labels['annotations']:
        k = p['keypoints']
        p['keypoints'] = [k[i:i + 3] for i in range(0, len(k), 3)]


def encoded(codec):
    return lambda text: text.encode(codec)


def corners(x, y, w, h):
    return [x, y, x + w, y + h]


def each_detection(**convert):
    def change(found):
        for d in found:
            d.update({key: f(d[key]) for key, f in convert.items()})

    return change


KEEP, FLIP = dict(type='KeepVisibility'), dict(type='RandomFlip')
LOAD = dict(type='LoadImage')

FAULTS = dict(
    not_json=Fault(raw=lambda text: text[:-40].encode(), says='JSON'),
    latin1=Fault(raw=lambda text: text.replace('person', 'persön').encode(
        'latin-1'), says='UTF-8'),
    byte_order_mark=Fault(raw=encoded('utf-8-sig')),
    utf16=Fault(raw=encoded('utf-16')),
    windows_lines=Fault(raw=lambda text: text.replace(', "', ',\r\n "').encode(
        )),
    two_objects=Fault(raw=lambda text: f'{text}\n{text}'.encode(),
                      says='JSON'),
    a_list=Fault(raw=lambda text: b'[{"id": 1}]', says='a list.*COCO'),
    labelme=Fault(raw=lambda text: b'{"shapes": [], "imagePath": "a.jpg"}',
                  says='LabelMe'),
    no_images=Fault(lambda labels: labels.pop('images'), "'images' is miss"),
    no_annotations=Fault(lambda labels: labels.pop('annotations'),
                         "'annotations' is missing"),
    nobody=Fault(without('bbox'), 'no usable person: 24 with no box'),

    text_ids=Fault(image_ids(str, str), "whole numbers: id '1'"),
    float_ids=Fault(image_ids(float, float), 'whole numbers: id 1.0'),
    mixed_ids=Fault(image_ids(int, str), "whole numbers: image_id '1'"),
    doubled_annotation=Fault(second(id=1), 'id 1 occurs 2 times'),
    doubled_image=Fault(lambda labels: labels['images'][1].update(id=1),
                        'id 1 occurs 2 times'),
    doubled_pictures=Fault(lambda labels: labels['images'][1].update(
        file_name='1.jpg'), '1 pictures are listed under two ids .1.jpg'),
    unlisted_picture=Fault(second(image_id=99), 'image 99'),
    annotation_zero=Fault(annotation_ids(lambda i: i - 1), 'anew from 1'),
    text_annotation_ids=Fault(annotation_ids('x{}'.format), 'anew from 1'),
    no_categories=Fault(lambda labels: labels.pop('categories'),
                        'categories that the file does not list'),
    category_zero=Fault(both(categories(dict(PERSON, id=0)),
                             everyone(category_id=0))),
    category_three=Fault(third),
    unknown_category=Fault(second(category_id=7), 'not listed.*annotation 2'),
    other_category=Fault(categories(PERSON, DOG, second_has=2),
                         "1 of another category than 'person'"),
    other_category_tested=Fault(categories(PERSON, DOG, second_has=2),
                                'another category', test_mode=True),
    other_keypoints=Fault(dog_of_two, "1 of another category than 'person'"),
    which_category=Fault(categories(
        dict(id=1, name='a'), dict(id=2, name='b'), second_has=2), r'\[1, 2'),

    name_order=Fault(names(*reversed(NAMES)), 'another order.*right_ankle'),
    name_count=Fault(names(*NAMES, 'tail'), 'names 6 keypoints.* 5'),
    other_names=Fault(names(*NAMES[:-1], 'tail'), "'tail' in the file"),
    spelt_names=Fault(names('Nose', 'Left Wrist', 'right-wrist',
                            'left_ankle', 'RIGHT ANKLE')),
    exchanged_sides=Fault(exchanged, 'left and right look exchanged'),
    keypoint_count=Fault(second(keypoints=[50, 50, 2] * 6),
                         'annotation 2: 6 keypoints'),
    no_visibility=Fault(no_visibility, '10 numbers for 5 keypoints'),

    no_box=Fault(second_without('bbox'), '1 with no box .annotation 2'),
    empty_box=Fault(second(bbox=[180, 50, 0, 10]), 'a box of no area'),
    box_is_no_number=Fault(second(bbox=[NAN, 20, 100, 180]), 'is not finite'),
    box_without_points=Fault(second(bbox=[2, 2, 9, 9]),
                             '1 with none of their keypoints'),
    boxes_elsewhere=Fault(everyone(bbox=[2, 200, 9, 9]),
                          '24 people with none of their keypoints'),
    box_of_few_points=Fault(second(bbox=[180, 90, 90, 40], area=1900),
                            '1 people with less than half'),
    doubled_boxes=Fault(everyone(bbox=[1, 1, 318, 238]),
                        '24 people with the box of'),
    box_layout=Fault(second(bbox=['1', '2', '3', '4']),
                     'annotation 2: bbox must be'),
    box_outside=Fault(second(bbox=[160, 10, 400, 200], area=40000),
                      '1 people with a box that reaches out'),
    corner_boxes=Fault(boxes(corners), 'two corners'),
    centre_boxes=Fault(boxes(lambda x, y, w, h: [x + w / 2, y + h / 2, w, h]),
                       'boxes are a centre'),
    fractions=Fault(scaled(1 / SIZE[0], 1 / SIZE[1]), 'fractions'),
    fractions_of_some=Fault(both(
        second(bbox=[.5, .1, .3, .7], area=.2),
        *(point(.6, .1 * i, 2, which=i) for i in range(K))),
        '1 with all coordinates at most 1'),
    percent=Fault(scaled(100 / SIZE[0], 100 / SIZE[1]), 'percent'),
    no_area=Fault(without('area'), '24 annotations have no area'),
    zero_area=Fault(everyone(area=0), '24 annotations have no area'),
    null_area=Fault(second(area=None), '1 annotations have no area'),
    text_area=Fault(second(area='9.5'), '1 annotations have no area'),
    implausible_area=Fault(second(area=9e9), '1 people with an area'),

    no_keypoints=Fault(second_without('keypoints'), '1 with no keypoints'),
    empty_skeleton=Fault(crowd_of_none),
    negative_visibility=Fault(point(200, 100, -1), 'visibility below 0',
                              clean=unlabelled),
    visibility_above_2=Fault(point(200, 100, 3), 'visibilities of 3'),
    visibility_is_a_score=Fault(point(200, 100, .5), 'visibilities of 0.5'),
    text_visibility=Fault(point(200, 100, '2'), clean=point(200, 100, 2)),
    null_points=Fault(both(unlabelled, point(None, None, 0)),
                      'keypoints of null', clean=unlabelled),
    nan_unlabelled=Fault(both(unlabelled, point(NAN, NAN, 0)),
                         'keypoints of null', clean=unlabelled),
    nan_labelled=Fault(point(NAN, 100, 2), 'is not finite'),
    null_labelled=Fault(point(None, 100, 2), 'is not finite'),
    labelled_origin=Fault(both(unlabelled, point(-1, -1, 2)), 'at .0, 0. or',
                          clean=unlabelled),
    unlabelled_place=Fault(both(unlabelled, point(200, 100, 0)),
                           clean=unlabelled),
    unlabelled_people=Fault(both(
        second(num_keypoints=0),
        *(point(200, 100, 0, which=i) for i in range(K))),
        '1 people with coordinates and a visibility of 0'),
    labelled_crowd=Fault(second(iscrowd=1), '1 people with keypoints and an'),
    nested_points=Fault(nested),
    points_outside=Fault(point(500, 100, 2), '1 people with labelled keypo'),
    wrong_count=Fault(everyone(num_keypoints=0), '24 annot.*num_keypoints'),
    null_crowd=Fault(everyone(iscrowd=None), 'iscrowd of null'),
    text_crowd=Fault(second(iscrowd='no'), 'annotation 2: iscrowd'),
    doubled_people=Fault(lambda labels: second(
        keypoints=labels['annotations'][0]['keypoints'],
        bbox=labels['annotations'][0]['bbox'])(labels),
        '1 people with the keypoints of another'),

    missing_picture=Fault(pictures=lambda folder: (folder / '1.jpg').unlink(),
                          says='2 with a missing picture'),
    damaged_picture=Fault(pictures=cut_short, says='3.jpg: .*truncated'),
    no_size=Fault(lambda labels: labels['images'][0].pop('width'),
                  "'width' is missing"),
    text_size=Fault(lambda labels: labels['images'][0].update(width='320'),
                    "annotation 1: the width .*'320'"),
    picture_size=Fault(pictures=lambda folder: cv2.imwrite(
        str(folder / '3.jpg'), np.zeros((120, 160, 3), np.uint8)),
        says='3.jpg: 160x120, labels say 320x240'),
    exif_unknown=Fault(pictures=exif(6), says='turned by EXIF'),
    exif_known=Fault(pictures=exif(6, SIZE[::-1])),
    exif_ambiguous=Fault(pictures=exif(3), says='turned by EXIF by half'),
    stale_crop=Fault(),

    missing_part=Fault(metainfo=lambda info: info.pop('sigmas'),
                       says='no sigmas'),
    one_sided_swap=Fault(metainfo=meta(2, swap=''), says='both, or neither'),
    unknown_swap=Fault(metainfo=meta(1, swap='right wrist'),
                       says="'right wrist', which is no keypoint"),
    doubled_swap=Fault(metainfo=meta(3, swap='right_wrist'), says='swaps'),
    crossed_swap=Fault(metainfo=lambda info: [
        meta(1, swap='right_ankle')(info), meta(4, swap='left_wrist')(info),
        meta(2, swap='left_ankle')(info), meta(3, swap='right_wrist')(info)],
        says="'left_wrist' swaps with 'right_ankle', not 'right_wrist'"),
    doubled_name=Fault(metainfo=meta(4, name='left_ankle'), says='Two keypo'),
    ids_from_one=Fault(metainfo=lambda info: info.update(keypoint_info={
        i + 1: dict(v, id=i + 1) for i, v in info['keypoint_info'].items()}),
        says='must be 0 to 4'),
    wrong_sigmas=Fault(metainfo=lambda info: info.update(sigmas=[.05] * 17),
                       says='5 keypoints and 17 sigmas'),
    zero_sigmas=Fault(metainfo=lambda info: info.update(sigmas=[0.] * K),
                      says='sigmas must be numbers above 0'),
    wrong_joint_weights=Fault(metainfo=lambda info: info.update(
        joint_weights=[1.]), says='5 keypoints and 1 joint_weights'),
    large_sigmas=Fault(metainfo=lambda info: info.update(sigmas=[5.] * K),
                       says='a sigma is 5'),
    zero_joint_weights=Fault(metainfo=lambda info: info.update(
        joint_weights=[0.] * K), says='all 0'),
    metainfo_layout=Fault(metainfo=lambda info: info.update(
        keypoint_info=dict(enumerate(NAMES))), says='layout'),
    unknown_limb=Fault(metainfo=lambda info: info['skeleton_info'][0].update(
        link=('nose', 'tail')), says='tail'),
    nameless=Fault(metainfo=meta(0, name=''), says='has no name'),

    detections_category=Fault(
        detections=each_detection(category_id=lambda _: 0),
        says='categories 0; mmpose takes people as category 1'),
    detections_layout=Fault(detections=lambda found: found[3].pop('score'),
                            says='box 3: score is missing'),
    detections_corners=Fault(detections=each_detection(
        bbox=lambda box: corners(*box)), says='two corners'),
    detections_fractions=Fault(detections=each_detection(
        bbox=lambda box: [v / 400 for v in box]), says='fractions'),
    detections_types=Fault(detections=each_detection(image_id=float),
                           says='box 0: image_id must be a whole number'),
    detections_beyond=Fault(detections=each_detection(
        bbox=lambda box: [box[0] + box[2] / 2, box[1] + box[3] / 2, *box[2:]]),
        says='24 detected boxes reach out'),
    detections_doubled=Fault(detections=lambda found: found.append(found[0]),
                             says='1 detected boxes equal'),
    detections_unlisted=Fault(detections=lambda found: found[0].update(
        image_id=99), says='picture 99'),
    few_detections=Fault(detections=lambda found: found.__delitem__(
        slice(6, None)), says='of 12 pictures have no detected'),
    detection_scores=Fault(detections=each_detection(score=lambda _: 90.),
                           says='24 detected boxes have a score above 1'),
    crop_in_test=Fault(pipeline=(dict(type='LoadCrop', pixels=64), ),
                       test_mode=True, says='LoadCrop is for training'),
    visibility_half_body=Fault(
        pipeline=(LOAD, KEEP, dict(type='RandomHalfBody')),
        says='LabelledHalfBody'),
    visibility_after_flip=Fault(pipeline=(LOAD, FLIP, KEEP),
                                says='behind RandomFlip'),
)


def dump(labels: dict) -> str:
    return json.dumps(labels, ensure_ascii=False)

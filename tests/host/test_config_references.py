"""References in configs, by hand-written configs with known results."""

import copy
import pickle

import pytest
from mmengine.config import Config

import mspn_plugin  # noqa: F401  adds references to mmengine


def config():
    return Config(
        dict(
            codec=dict(type='C', size=(4, 8)),
            crop=dict(type='Crop', size='${codec.size}'),
            pipeline=[dict(type='Load'), '${crop}',
                      dict(type='Target', encoder='${codec}')],
            loader=dict(dataset=dict(pipeline='${pipeline}')),
            head=dict(decoder='${codec}', peak=1)))


def check(config, size):
    assert config.codec.size == config.crop.size == size
    assert config.head.decoder == dict(type='C', size=size)
    assert config.loader.dataset.pipeline == config.pipeline == [
        dict(type='Load'), dict(type='Crop', size=size),
        dict(type='Target', encoder=dict(type='C', size=size))]


@pytest.mark.parametrize('same', (lambda c: c, copy.copy, copy.deepcopy,
                                  lambda c: pickle.loads(pickle.dumps(c)),
                                  lambda c: Config(c.to_dict())))
def test_one_option_reaches_every_place(same):
    got = same(config())
    check(got, (4, 8))
    got.merge_from_dict({'codec.size': (2, 4)})
    check(got, (2, 4))
    got.merge_from_dict(dict(codec=dict(size=(6, 6))))
    check(got, (6, 6))


def test_a_place_with_another_value_keeps_it():
    got = config()
    got.merge_from_dict({'codec.size': (2, 4), 'head.decoder.size': (1, 1)})
    assert got.head.decoder.size == (1, 1)
    got.merge_from_dict({'codec.size': (3, 3)})
    assert got.head.decoder.size == (1, 1)
    assert got.crop.size == got.pipeline[1].size == (3, 3)


def test_a_new_key_and_a_new_value_reach_every_place():
    got = config()
    got.merge_from_dict({'codec.blur': 5})
    assert got.head.decoder.blur == got.pipeline[2].encoder.blur == 5
    got.merge_from_dict({'crop': None})
    assert got.pipeline[1] is got.loader.dataset.pipeline[1] is None


def test_a_replaced_target_reaches_every_place():
    got = config()
    got.merge_from_dict(dict(codec=dict(_delete_=True, size=(2, 4), k=1)))
    assert got.head.decoder == got.codec == dict(size=(2, 4), k=1)
    assert got.crop.size == got.loader.dataset.pipeline[1].size == (2, 4)


def test_copies_are_independent_and_direct_changes_stay():
    got = config()
    got.head.decoder.size = (1, 1)
    assert got.codec.size == (4, 8)
    got.head = None
    got.merge_from_dict({'codec.size': (2, 4)})
    assert got.head is None and got.crop.size == (2, 4)


def test_a_child_changes_the_target_alone(tmp_path):
    (tmp_path / 'base.py').write_text(
        "codec = dict(size=(4, 8))\nhead = dict(decoder='${codec}')\n")
    (tmp_path / 'child.py').write_text(
        "_base_ = 'base.py'\ncodec = dict(size=(2, 4))\n")
    got = Config.fromfile(tmp_path / 'child.py')
    assert got.head.decoder.size == (2, 4)
    got.dump(tmp_path / 'dumped.py')
    again = Config.fromfile(tmp_path / 'dumped.py')
    again.merge_from_dict({'codec.size': (6, 6)})
    assert again.head.decoder.size == (6, 6)


@pytest.mark.parametrize('bad, error, words', [
    (dict(a='${b.c}', b=dict()), KeyError, "'a' refers to 'b.c'"),
    (dict(a='${b}', b='${a}'), ValueError, 'cycle: a -> b, b -> a'),
    (dict(a=dict(b='${a}')), ValueError, 'cycle: a.b -> a'),
    (dict(a=1, b=('${a}', )), ValueError, r"'b.0'.*a tuple"),
])
def test_unresolvable_references_are_named(bad, error, words):
    with pytest.raises(error, match=words):
        Config(bad)


def test_other_configs_stay_as_they_are():
    plain = dict(a='$b', c='{{ x }}', d='${', e=['${a} and more'], f=(1, 2))
    got = Config(copy.deepcopy(plain))
    got.merge_from_dict({'a': 2})
    assert got.to_dict() == dict(plain, a=2)

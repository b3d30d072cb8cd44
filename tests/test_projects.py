"""The worked examples, with fewer pictures."""

import importlib
import importlib.util
import json
import re
import shlex
import sys

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner
from mmpose.registry import KEYPOINT_CODECS, MODELS

from mspn_plugin.comparison.tables import Layout, arrange, to_markdown
from mspn_plugin.own_data.project import write_project
from mspn_plugin.tools import compare
from tests.conftest import ROOT, tiny_config
from tests.datasets.label_faults import draw, right
from tests.engine.small_run import small_run

TRAINING = ROOT / 'projects/training'


def test_own_keypoints(tmp_path, monkeypatch):
    """Label, train and test a network of five keypoints."""
    monkeypatch.setattr(sys, 'argv', [
        'label.py', str(tmp_path / 'data'), '--pictures', '6', '4'])
    program('training', 'label').main()
    labels = json.loads((tmp_path / 'data/train.json').read_text())
    assert labels['categories'][0]['keypoints'] == [
        'nose', 'left_wrist', 'right_wrist', 'left_ankle', 'right_ankle']
    assert all(len(p['keypoints']) == 15 for p in labels['annotations'])
    config = Config.fromfile(TRAINING / 'five_points.py')
    config.work_dir = str(tmp_path)
    config.train_cfg.max_epochs = 1
    config.train_dataloader.batch_size = 4
    config.default_hooks.logger.interval = 1
    for name in ('train', 'val', 'test'):
        loader = config[f'{name}_dataloader']
        loader.dataset.data_root = str(tmp_path / 'data') + '/'
        loader.num_workers, loader.persistent_workers = 0, False
        if name != 'train':
            config[f'{name}_evaluator'].ann_file = str(
                tmp_path / 'data/val.json')
    runner = Runner.from_cfg(config)
    assert runner.train_dataloader.dataset.metainfo['flip_indices'] == [
        0, 2, 1, 4, 3]
    runner.train()
    assert 0 <= runner.val()['coco/AP'] <= 1
    assert runner.model.head.out_channels == 5


def test_a_curve_has_the_figures_of_the_best_epoch(tmp_path):
    """The second of three, with the seed and the pinned versions."""
    config = small_run(tmp_path, tmp_path / 'people', workers=0)
    config.val_dataloader = dict(
        config.train_dataloader, sampler=dict(type='DefaultSampler'),
        dataset=dict(config.train_dataloader.dataset, test_mode=True,
                     pipeline=config.val_pipeline))
    config.val_cfg, config.val_evaluator = {}, dict(type='BoxErrors')
    config.default_hooks.checkpoint.update(
        save_best='box/median error', rule='less')
    config.dump(tmp_path / 'config.py')
    (tmp_path / 'train.json').write_text(json.dumps(dict(images=[0] * 6)))
    curves = program('training', 'curves')
    found = curves.train(tmp_path, seed=0, start='people', steps=1)
    best, = tmp_path.glob('*/best_*.pth')
    hub = torch.load(best, weights_only=False)['message_hub']
    assert found['box/median error'] == pytest.approx(
        hub['runtime_info']['best_score'])


def test_a_curve_trains_at_its_size(tmp_path):
    """The recipe of `mspn new` in all else; 12 people, a step an epoch."""
    (tmp_path / 'pictures').mkdir()
    draw(tmp_path / 'pictures')
    labels = right()
    labels['annotations'] = labels['annotations'][::2]
    write_project((labels, labels), tmp_path / 'own', source='a test',
                  pictures=tmp_path / 'pictures', start='rendered-people')
    curves = program('training', 'curves')
    config = curves.read_config(
        tmp_path / 'own', seed=3, start='random', steps=40, size=(128, 96),
        bfloat16=True)
    for codec in (config.model.head.decoder, config.val_pipeline[2],
                  config.train_dataloader.dataset.pipeline[4]):
        assert tuple(codec.input_size) == (96, 128)
    assert config.train_cfg.max_epochs == 40
    assert config.load_from is None and config.randomness.seed == 3
    assert config.optim_wrapper.type == 'AutocastOptimWrapper'
    assert by_name(config) is True
    config = curves.read_config(
        tmp_path / 'own', seed=3, start='people-anew', steps=40)
    assert config.load_from and by_name(config) is False


def by_name(config: Config) -> bool:
    """Of the hook that a run builds."""
    hook, = (hook for hook in config.custom_hooks
             if hook['type'] == 'MatchedWeightsHook')
    return hook['by_name']


def test_the_curves_of_own_data_are_its_results():
    """Each row of the table: mean over the seeds of each start."""
    plot_curves = program('training', 'plot_curves')
    rows = json.loads((ROOT / 'projects/training/curves.json').read_text())
    starts = [dict(zip(*plot_curves.by_start(rows, start)))
              for start in plot_curves.STARTS]
    text = (ROOT / 'docs/own_data.md').read_text()
    for count in starts[0]:
        means = [f'{np.mean(start[count]):.1f}' for start in starts]
        assert f'| {count:,} | {" | ".join(means)} |' in text
    lines = plot_curves.plot(rows).axes[0].lines
    assert [len(line.get_xdata()) for line in lines] == list(map(len, starts))


def test_every_file_that_a_readme_names_is_there():
    """Files of the repository, in commands and links."""
    for readme in (*ROOT.glob('projects/*/README.md'), ROOT / 'README.md',
                   *ROOT.glob('docs/*.md')):
        text = readme.read_text()
        prose = re.sub(r'```.*?```', '', text, flags=re.S)
        linked = re.findall(r'\]\((?!http|#)([^)#]+)', prose)
        named = re.findall(r'(?<![\w/$}(])((?:configs|projects)/[\w./-]+)',
                           text)
        for name in linked:
            assert (readme.parent / name).exists(), (readme, name)
        for name in named:
            assert (ROOT / name.rstrip('.')).exists() or list(
                ROOT.glob(name.rstrip('.') + '*')), (readme, name)


@pytest.mark.parametrize('data, metric', (
    ('rendered_people', 'PCK'), ('lsp', 'lsp/PCK@0.2')))
def test_the_tables_of_the_comparison_are_its_results(data, metric):
    """The README has the table that its command makes of the figures."""
    folder = ROOT / 'projects/comparison'
    rows = json.loads((folder / data / 'comparison.json').read_text())['rows']
    text = (folder / 'README.md').read_text()
    command, = (line for line in re.sub(r'\\\n\s*', ' ', text).splitlines()
                if f'--out projects/comparison/{data} ' in line)
    arguments = compare.build_parser().parse_args(shlex.split(command)[3:])
    assert arguments.markdown and arguments.metric in (None, metric)
    table = arrange([{k: v for k, v in row.items() if k != 'runs'}
                     for row in rows], metric, Layout(arguments.columns))
    assert len(table) == len(rows) and to_markdown(table) in text


def test_the_table_of_the_cost_is_its_results():
    folder = ROOT / 'projects/topdown_demo'
    found = json.loads((folder / 'cost.json').read_text())
    text = (folder / 'README.md').read_text()
    ms = found['milliseconds']['processor']
    for key, ratio in ('', found['ratio']), (
            '_with_drawings', found['ratio_with_drawings']):
        cells = ' | '.join((f'{ms["bare" + key]:.1f} ms',
                            f'{ms["package" + key]:.1f} ms', f'{ratio:.2f}'))
        assert f'| {cells} |' in text
    assert f'{found["people"]["package"]} people are found' in text
    few = .02 * found['people']['bare']
    assert abs(np.subtract(*found['people'].values())) <= few
    assert found['pictures'] == 100 and found['ratio'] <= 1.3
    for threads, name in ('one', 'cost'), ('two', 'cost_all_threads'):
        ms = json.loads((folder / f'{name}.json').read_text())[
            'milliseconds']['elapsed']
        cells = ' | '.join(f'{ms[key]:.1f} ms' for key in (
            'without_overlap', 'package_with_drawings'))
        assert f'| {threads} | {cells} |' in text
        assert ms['package_with_drawings'] < ms['without_overlap']


def test_the_table_of_jobs_is_its_results():
    found = json.loads(
        (ROOT / 'projects/topdown_demo/many_pictures.json').read_text())
    text = (ROOT / 'docs/many_files.md').read_text()
    rows = re.findall(r'^\| .* \| (?:one|two).* \| (\d+) \|$', text, re.M)
    seconds = found['seconds']
    assert [*map(int, rows)] == [
        seconds[key] for key in ('one_job_on_one_core', 'one_job', 'two_jobs')]
    assert f'**{found["speed_up_of_cores"]:.1f} times as fast**' in text
    assert f'and {found["speed_up"]:.1f} times as fast as' in text
    assert found['each_once'] and found['killed'] == 1


def test_the_tables_of_testing_are_their_results():
    """One pass of lsp.pth: protocol, joints by stage, boxes by stage."""
    folder = ROOT / 'projects/comparison'
    results = json.loads((folder / 'testing_protocol.json').read_text())
    text = (folder / 'README.md').read_text()
    for name, row in results['protocol'].items():
        cells = ' | '.join(f'{value:.1f}' for value in row.values())
        assert f'| {name} | {cells} |' in text
    first, last = results['joints'].values()
    assert len(first) == 9  # eight kinds of joints, and all
    for row, label in ((first, 'stage 1'), (last, 'stage 2')):
        cells = ' | '.join(f'{value:.1f}' for value in row.values())
        assert f'| {label} | {cells} |' in text
    for name, row in results['boxes'].items():
        cells = ' | '.join(f'{row[s]:.1f}' for s in ('stage 1', 'stage 2'))
        assert f'| {name} | {row["missed"]} | {cells} |' in text
    ensemble = json.loads((folder / 'ensemble.json').read_text())['PCK']
    assert f'| {" | ".join(map(str, ensemble.values()))} |' in text
    assert results['protocol']["the config's codec, flip"][
        'PCK@0.2'] == last['all']


def test_boxes_of_detectors_replace_the_annotated_ones():
    influence = program('comparison', 'detector_influence')
    protocol = program('comparison', 'testing_protocol')
    box = np.array([0., 0, 4, 4])
    assert influence.overlap(box, np.array([2., 0, 6, 4])) == 1 / 3
    assert influence.overlap(box, np.array([5., 5, 6, 6])) == 0

    class Data:
        pipeline = staticmethod(dict)

        def get_data_info(self, index):
            return dict(bbox=np.zeros((1, 4)), index=index)

    people = influence.BoxedPeople(Data(), [box, box + 1])
    assert len(people) == 2
    assert people[1]['bbox'].tolist() == [[1, 1, 5, 5]]
    errors = np.array([[.1, .3, np.nan], [.1, np.inf, .1]])
    assert protocol.pck(errors, .2) == 60
    errors = np.full((1, 14), .1)
    errors[0, :2] = .3, np.nan  # right ankle and knee
    assert protocol.by_joint(errors) == dict(
        ankle=50, knee=100, hip=100, wrist=100, elbow=100, shoulder=100,
        neck=100, top=100, all=92.31)


def test_an_ensemble_of_a_network_with_itself_is_the_network(tmp_path):
    """The mean of the stages gives other heatmaps."""
    spec = importlib.util.spec_from_file_location(
        'testing_protocol', ROOT / 'projects/comparison/testing_protocol.py')
    protocol = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(protocol)
    model = MODELS.build(tiny_config(2)).eval()
    picture = torch.randn(2, 3, 96, 64)
    flip = list(range(17))
    one = protocol.stage_heatmaps([model], picture, flip, True)
    two = protocol.stage_heatmaps([model, model], picture, flip, True)
    assert len(one) == 2 and not torch.allclose(one[0], one[1])
    for a, b in zip(one, two):
        torch.testing.assert_close(a, b)
    plain = protocol.stage_heatmaps([model], picture, flip, False)
    mirrored = protocol.stage_heatmaps([model], picture.flip(-1), flip, False)
    torch.testing.assert_close(one[1], (plain[1] + mirrored[1].flip(-1)) / 2)


def test_the_tables_of_teaching_and_simcc_are_their_results():
    folder = ROOT / 'projects/comparison'
    text = (folder / 'README.md').read_text()
    one, runs, simcc = (
        json.loads((folder / f'{name}.json').read_text())
        for name in ('stage_one', 'distilled', 'simcc'))
    for name, values in one['after'].items():
        cells = ', '.join(f'{value:.1f}' for value in values)
        assert f'| {name} | {cells} |' in text
    for name, seeds in runs['runs'].items():
        for seed, stages in seeds.items():
            cells = ' | '.join(
                f'{row["PCK@0.2"]:.1f}' for row in stages.values())
            assert f'| {name} | {seed[4:]} | {cells} |' in text
    for size in ('128x96', '192x144', '256x192'):
        for name, row in simcc[size].items():
            cells = ' | '.join(f'{value:.1f}' for value in row.values())
            assert f'| {size} | {name} | {cells} |' in text


def program(project: str, name: str):
    """The namespace of a program of a project."""
    folder = ROOT / 'projects' / project
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


def test_only_stage_1_is_trained_behind_a_backbone():
    """Copies of its way up and predictor learn; the network stays."""
    one, maps = (program('comparison', n)
                 for n in ('stage_one', 'cached_maps'))
    network = MODELS.build(tiny_config(2)).eval()
    before = {k: v.clone() for k, v in network.state_dict().items()}
    with torch.no_grad():
        down = network.backbone(torch.randn(32, 3, 96, 64))
        finest = [row[0] for row in network.head.heatmaps(network.neck(down))]
    found = maps.Maps(down, finest, 64 * torch.rand(32, 17, 2),
                      torch.ones(32, 17), [None] * 32)
    for supervision in one.WAYS.values():
        up, predict = one.train(network, found, supervision, epochs=1, seed=0)
        assert not torch.equal(
            predict.mix.conv.weight, before['head.predictors.0.0.mix.conv'
                                            '.weight'])
    for name, value in network.state_dict().items():
        assert torch.equal(value, before[name]), name


def test_the_classifier_of_the_program_learns():
    simcc, maps = (program('comparison', n) for n in ('simcc', 'cached_maps'))
    codec = KEYPOINT_CODECS.build(
        dict(type='SimCCMultiStageHeatmap', input_size=(64, 96)))
    points = torch.rand(64, 3, 2) * torch.tensor([40., 72.]) + 12
    found = maps.Maps((), (codec.batch_encode(points, 5), ), points,
                      torch.ones(64, 3), [None] * 64)
    classifier = simcc.CoordinateClassifier(codec)
    classifier.init_weights()

    def error():
        with torch.no_grad():
            got = codec.batch_decode(classifier(found.heatmaps[-1]))[0]
        return np.abs(got[:, 0] - points.numpy()).mean()

    before = error()
    simcc.train(classifier, found, 10)
    assert error() < before

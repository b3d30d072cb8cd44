"""Compare pose networks on LSP test and COCO people.

    python projects/photographs/evaluate.py --peers FOLDER --json OUT.json

FOLDER has the peers' ONNX files, see README. All networks get the same boxes,
without flip test. Time is the median of 30 rounds of the network in ONNX
Runtime with one thread, without cropping and decoding.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from accuracy import average_precision, pck, run
from errors import by_tilt, kinds
from labelled_people import LIMB_JOINTS, coco_people, lsp_people
from networks import MoveNet, plugin_network, single_thread_session

from mspn_plugin.datasets.lsp_metainfo import JOINT_NAMES
from mspn_plugin.datasets.people_metainfo import COCO_NAMES
from mspn_plugin.engine.deploy import truncate_stages
from mspn_plugin.engine.machine import machine_info
from mspn_plugin.engine.network import init_network
from mspn_plugin.export import export

ROOT = Path(__file__).parents[2] / 'configs'
OURS = dict(
    people=(ROOT / 'photographs'
            / 'td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py',
            ROOT / 'photographs' / 'people.pth'),
    people_large=(
        ROOT / 'photographs'
        / 'td-hm_2xmspn-movenet-thunder_1xb32-3e_people-256x192.py',
        ROOT / 'photographs' / 'people-large.pth'),
    lsp=(ROOT / 'mspn'
         / 'td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py',
         ROOT / 'mspn' / 'lsp.pth'))
PEERS = dict(
    movenet_lightning='movenet-lightning.onnx',
    movenet_thunder='movenet-thunder.onnx')


def accuracy(networks: dict, lsp: str, coco: str) -> dict:
    """PCK by joint and errors on LSP and COCO, OKS AP on COCO."""
    annotations = Path(coco) / 'annotations' / 'coco17_val_dev.json'
    groups = dict(
        lsp=list(lsp_people(lsp)),
        coco=list(coco_people(annotations, Path(coco) / 'images')))
    table = {}
    for name, network in networks.items():
        row = table[name] = {}
        for group, people in groups.items():
            found = run(network, people)
            row[group] = pck(people, found, LIMB_JOINTS)
            row[f'{group}_errors'] = kinds(people, found)
            has = ~np.isnan(found[0][1])
            if group == 'coco' and has[:len(COCO_NAMES)].all():
                row['coco_ap'] = average_precision(people, found, annotations)
            if group == 'lsp' and has[len(COCO_NAMES):].all():
                row['lsp_14'] = pck(people, found, JOINT_NAMES)
            if group == 'lsp':
                row['lsp_tilt'] = by_tilt(people, found)
        print(name, row)
    return table


def latency(paths: dict, rounds: int = 30) -> dict:
    """Median milliseconds of each network, run in turn."""
    sessions, times = {}, {name: [] for name in paths}
    for name, path in paths.items():
        session = single_thread_session(path)
        wanted = session.get_inputs()[0]
        shape = [n if isinstance(n, int) else 1 for n in wanted.shape]
        kind = np.int32 if 'int32' in wanted.type else np.float32
        sessions[name] = session, {wanted.name: np.zeros(shape, kind)}
    for _ in range(rounds + 3):
        for name, (session, inputs) in sessions.items():
            start = time.perf_counter()
            session.run(None, inputs)
            times[name].append(1e3 * (time.perf_counter() - start))
    return {name: round(statistics.median(values[3:]), 2)
            for name, values in times.items()}


def main():
    args = parse_args()
    peers = {name: args.peers / file for name, file in PEERS.items()
             if args.peers and (args.peers / file).exists()}
    ours = {name: (OURS[name], None) for name in args.network}
    if args.stages is not None:
        ours.update({f'{name}, stages: {args.stages}': (files, args.stages)
                     for name, (files, _) in ours.items()})
    networks = {name: plugin_network(*map(str, files), stages=stages)
                for name, (files, stages) in ours.items()}
    networks.update((name, MoveNet(path)) for name, path in peers.items())
    found = dict(machine=machine_info())
    with TemporaryDirectory() as folder:
        paths = {}
        for number, (name, (files, stages)) in enumerate(ours.items()):
            paths[name] = Path(folder) / f'{number}.onnx'
            network = init_network(*files)
            if stages is not None:
                truncate_stages(network, stages)
            export(network, paths[name])
        found['milliseconds'] = latency({**paths, **peers})
    print(found['milliseconds'])
    found['accuracy'] = accuracy(networks, args.lsp, args.coco)
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + '\n')


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--network', nargs='+', choices=OURS,
                        default=list(OURS), help='of this package')
    parser.add_argument('--stages', type=int,
                        help='also evaluate their first stages alone')
    parser.add_argument('--lsp', default='data/lsp',
                        help='folder of lsp_dataset (default: %(default)s)')
    parser.add_argument('--coco', default='data/coco_people/val_dev',
                        help='folder of images/ and annotations/ (default: '
                        '%(default)s)')
    parser.add_argument('--peers', type=Path,
                        help="folder of the peers' ONNX files")
    parser.add_argument('--json', type=Path, help='file of all figures')
    return parser.parse_args()


if __name__ == '__main__':
    main()

# LSP, LSP-extended and MPII together (MSCM, Sec. 4.3), with LSP's 14 joints.
_base_ = 'lsp_plain_368x368.py'

from mspn_plugin.datasets.lsp_metainfo import (  # noqa: E402
    METAINFO as lsp_metainfo,
)

# indices of LSP's joints in MPII: ankles to hips, wrists to shoulders, neck,
# head
mpii_to_lsp = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (10, 6),
               (11, 7), (12, 8), (13, 9), (14, 10), (15, 11), (8, 12), (9, 13)]
train_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='CombinedDataset',
        metainfo=lsp_metainfo,
        datasets=[
            dict(
                type='LSPDataset',
                split='train+extended',
                data_root='data/lsp/'),
            dict(
                type='CheckedMpiiDataset',
                data_root='data/mpii/',
                ann_file='annotations/mpii_trainval.json',
                data_prefix=dict(img='images/'),
                pipeline=[
                    dict(
                        type='KeypointConverter',
                        num_keypoints=14,
                        mapping=mpii_to_lsp)
                ]),
        ],
        pipeline='${train_pipeline}'))

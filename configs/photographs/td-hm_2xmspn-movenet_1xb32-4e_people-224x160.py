"""The network for photographs: 19 keypoints, from MoveNet's weights.

    python -m mspn_plugin.tools.movenet movenet-lightning.json \\
        work_dirs/movenet-lightning.pth
    mim train mmpose CONFIG --gpus 0

projects/photographs/README.md describes the data.
"""
_base_ = [
    '../_base_/schedules/finetune_ema.py', '../_base_/datasets/people.py',
    '../_base_/pipelines/everyday.py', '../_base_/models/mspn_movenet.py'
]

load_from = 'work_dirs/movenet-lightning.pth'
model = dict(
    train_cfg=dict(compute_acc=50), test_cfg=dict(flip_test=False))

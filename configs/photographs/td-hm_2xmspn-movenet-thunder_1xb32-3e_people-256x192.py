"""The larger network for photographs: stage 1 from MoveNet Thunder's weights.

    python -m mspn_plugin.tools.movenet movenet-thunder.json \\
        work_dirs/movenet-thunder.pth
    mim train mmpose CONFIG --gpus 0

The backbone is frozen: it needs no backward pass.
"""
_base_ = 'td-hm_2xmspn-movenet_1xb32-2e_people-224x160.py'

load_from = 'work_dirs/movenet-thunder.pth'
codec = dict(input_size=(192, 256))
load = dict(pixels=320)
train_cfg = dict(max_epochs=3)
optim_wrapper = dict(optimizer=dict(lr=1e-3))
model = dict(
    backbone=dict(name='mobilenetv2_175', frozen=True),
    neck=dict(in_channels=(40, 56, 112, 1280)))

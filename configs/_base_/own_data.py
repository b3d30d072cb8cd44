# From the weights of the quick start, which were trained on rendered people
# and are Apache-2.0. The stem and the first layer do not change.
# `mspn new --start rendered-people` writes a config for these lines.
_base_ = ['schedules/own_data.py', 'pipelines/upright.py',
          'models/mspn_small.py']

load_from = '{{ fileDirname }}/../mspn/quickstart.pth'
model = dict(
    backbone=dict(frozen_stages=1), head=dict(loss=dict(coarse_weight=0.1)))

# From the weights of the network for photographs of people; for `mspn new`.
# Half-body crops need a metainfo with both halves.
_base_ = ['schedules/own_data.py', 'pipelines/everyday.py',
          'models/mspn_movenet.py']

load_from = '{{ fileDirname }}/../photographs/people.pth'
model = dict(test_cfg=dict(flip_test=False))
optim_wrapper = dict(optimizer=dict(lr=5e-4))  # as people.pth's last epochs
load = dict(_delete_=True, type='LoadImage')
augmentation = dict(half_body=None)

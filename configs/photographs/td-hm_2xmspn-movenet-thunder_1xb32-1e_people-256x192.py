"""One more epoch, in which the backbone is trained too.

people-large.pth is the mean of the weights of two such epochs, the second one
from the weights of the first.
"""
_base_ = 'td-hm_2xmspn-movenet-thunder_1xb32-3e_people-256x192.py'

load_from = ('work_dirs/td-hm_2xmspn-movenet-thunder_1xb32-3e_people-256x192/'
             'epoch_3.pth')
train_cfg = dict(max_epochs=1)
model = dict(backbone=dict(frozen=False))

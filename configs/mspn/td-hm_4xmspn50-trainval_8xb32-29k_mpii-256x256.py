"""td-hm_4xmspn50_8xb32-29k_mpii-256x256, all labelled people.

Table 9's protocol: PCKh 92.6 on the test set, by all other pictures. Its
figure on val means nothing: these pictures are trained on.
"""
_base_ = 'td-hm_4xmspn50_8xb32-29k_mpii-256x256.py'

train_dataloader = dict(
    dataset=dict(ann_file='annotations/mpii_trainval.json'))

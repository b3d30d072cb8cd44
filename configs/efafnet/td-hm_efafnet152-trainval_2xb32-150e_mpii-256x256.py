"""td-hm_efafnet152_2xb32-150e_mpii-256x256, all labelled people.

Table III's protocol: PCKh 92.0 on the test set, by all other pictures. Its
figure on val means nothing: these pictures are trained on.
"""
_base_ = 'td-hm_efafnet152_2xb32-150e_mpii-256x256.py'

train_dataloader = dict(
    dataset=dict(ann_file='annotations/mpii_trainval.json'))

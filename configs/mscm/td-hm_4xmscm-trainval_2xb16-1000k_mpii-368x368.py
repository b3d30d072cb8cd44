"""td-hm_4xmscm_2xb16-1000k_mpii-368x368, all labelled people.

Sec. 4.4's protocol: PCKh 89.5 on the test set, by all other pictures. Its
figure on val means nothing: these pictures are trained on.
"""
_base_ = 'td-hm_4xmscm_2xb16-1000k_mpii-368x368.py'

train_dataloader = dict(
    dataset=dict(ann_file='annotations/mpii_trainval.json'))

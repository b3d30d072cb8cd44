"""td-hm_4xmsffn50_3xb16-192k_mpii-256x256, all labelled people.

Table 2's protocol: PCKh 92.3 on the test set, by all other pictures. Its
figure on val means nothing: these pictures are trained on.
"""
_base_ = 'td-hm_4xmsffn50_3xb16-192k_mpii-256x256.py'

train_dataloader = dict(
    dataset=dict(ann_file='annotations/mpii_trainval.json'))

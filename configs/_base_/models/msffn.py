# MSFFN at stride 4: a stage's prediction is the sum over its scales, with
# OHKM at the finest (Sec. 3.4). Assumed: one Gaussian of kernel 7. Sec. 4.2
# has no flip test.
_base_ = 'mspn.py'

model = dict(
    head=dict(
        type='SummedHead',
        loss=dict(schedule='constant', kernels=(7, ), coarse_weight=1.0)),
    test_cfg=dict(flip_test=False))

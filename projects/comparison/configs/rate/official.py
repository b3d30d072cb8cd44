"""literal.py with the official code's rate: 8 x 5e-4 after a short warm-up."""
_base_ = 'literal.py'

optim_wrapper = dict(optimizer=dict(lr=4e-3))
param_scheduler = [
    dict(type='LinearLR', by_epoch=False, end=25, start_factor=0.1),
    dict(
        type='LinearLR',
        by_epoch=False,
        end='${train_cfg.max_iters}',
        start_factor=1.,
        end_factor=0.),
]

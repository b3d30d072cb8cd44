"""lsp.py, whose last stage teaches the first one."""
_base_ = 'lsp.py'

model = dict(head=dict(loss=dict(type='DistilledSupervision', ramp=0.)))

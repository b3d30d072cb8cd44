"""The weights for photographs that ship, trained a little longer."""
_base_ = '../../../../configs/mspn/' \
    'td-hm_2xmspn18-w24_1xb32-5e_lsp-extended-192x144.py'

load_from = '{{ fileDirname }}/../../../../configs/mspn/lsp.pth'
optim_wrapper = dict(optimizer=dict(lr=5e-4))

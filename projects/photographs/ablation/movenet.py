"""Stage 1 from MoveNet, labels corrected by the teacher; 1/3 of an epoch."""
_base_ = ('../../../configs/photographs/'
          'td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py')

train_cfg = dict(max_epochs=1)
lsp = dict(indices=400)
lsp_extended = dict(indices=2560)
coco = dict(indices=128)

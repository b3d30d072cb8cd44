"""Stage 1 from MoveNet, labels corrected by the teacher.

Short, on small pictures: the rows of the ablation have one budget.
"""
_base_ = ('../../../configs/photographs/'
          'td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py')

codec = dict(input_size=(96, 128))
train_cfg = dict(max_epochs=2, val_interval=2)
warm_up = dict(end=50)
lsp = dict(indices=400)
lsp_extended = dict(indices=2560)
coco = dict(indices=128)

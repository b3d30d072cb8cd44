"""Two more epochs, with which people.pth was trained last.

COCO's people and LSP's count more, labels of LSP-extended that are far from
the teacher's keypoints count less.
"""
_base_ = 'td-hm_2xmspn-movenet_1xb32-4e_people-224x160.py'

load_from = ('work_dirs/td-hm_2xmspn-movenet_1xb32-4e_people-224x160/'
             'epoch_4.pth')
train_cfg = dict(max_epochs=2)
optim_wrapper = dict(optimizer=dict(lr=5e-4))
mended = dict(far=0.3, doubt=0.1)
train_dataloader = dict(
    dataset=dict(datasets=[
        dict(type='RepeatDataset', times=4, dataset='${lsp}'),
        '${lsp_extended}',
        dict(type='RepeatDataset', times=10, dataset='${coco}'),
    ]))

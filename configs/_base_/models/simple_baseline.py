# SimpleBaseline (EFAFNet, Sec. III-A), the baseline of EFAFNet's tables: one
# stage, one map of stride 32, three deconvolutions; heatmaps with peak 1.
_base_ = 'mspn.py'

model = dict(
    backbone=dict(type='ExtendedResNet', out_indices=(3, )),
    neck=dict(_delete_=True, type='BackboneStages', in_channels=(2048, )),
    head=dict(
        in_channels=2048,
        strides=(32, ),
        predictor=dict(type='DeconvPredictor'),
        loss=dict(schedule='constant', topk=None)))

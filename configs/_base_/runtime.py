# mmpose's runtime with this package registered.
_base_ = 'mmpose::_base_/default_runtime.py'

# For mmpose's Inferencer: top-down, with a detector of people.
data_mode, dataset_type = 'topdown', 'CocoDataset'
custom_imports = dict(imports=['mspn_plugin'])
matched_weights = dict(type='MatchedWeightsHook')
custom_hooks = [
    dict(type='SyncBuffersHook'),
    dict(type='RandomStateHook'),  # a resumed run gives the same result
    '${matched_weights}',  # another network's checkpoint
    dict(type='KeypointContractHook'),  # as many as the data sets have
    dict(type='CalibrationHook'),  # probabilities of tested keypoints
    dict(type='FiniteHook'),  # a loss that is not a number stops the run
]
# Two, because the stock hook removes the oldest before it writes the next.
default_hooks = dict(
    checkpoint=dict(max_keep_ckpts=2),
    badcase=dict(  # of `mim test --badcase`
        metric_type='accuracy',
        metric=dict(type='BoxErrors'),
        metric_key='box/PCK@0.1',
        badcase_thr=50.))

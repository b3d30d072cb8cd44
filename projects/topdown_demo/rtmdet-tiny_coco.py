"""mmdet's RTMDet-tiny for COCO; its published weights load with every torch.

    mim download mmdet --config rtmdet_tiny_8xb32-300e_coco --dest .
"""
_base_ = 'mmdet::rtmdet/rtmdet_tiny_8xb32-300e_coco.py'

custom_imports = dict(imports=['mspn_plugin'])  # for its checkpoint loader

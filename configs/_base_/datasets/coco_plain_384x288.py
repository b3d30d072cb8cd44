_base_ = 'coco_plain_256x192.py'

codec = dict(input_size=(288, 384))

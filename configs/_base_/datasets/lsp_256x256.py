_base_ = ['lsp_joints.py', '../pipelines/topdown.py']

codec = dict(input_size=(256, 256))

_base_ = ['lsp_joints.py', '../pipelines/light.py']

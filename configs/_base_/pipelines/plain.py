# topdown.py with the augmentation of EFAFNet (Sec. IV-A) and MSCM (Sec. 4.2):
# flips, +-40 degrees, 0.7 to 1.3, no half bodies. Heatmaps have peak 1 and are
# not filtered.
_base_ = 'topdown.py'

codec = dict(peak=1., blur_kernel_size=1)
augmentation = dict(
    half_body=None, bbox=dict(rotate_factor=40, scale_factor=(0.7, 1.3)))

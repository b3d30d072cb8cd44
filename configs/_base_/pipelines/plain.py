# topdown.py with EFAFNet's augmentation (Sec. IV-A), which is MSCM's (Sec.
# 4.2) as well: flips, +-40 degrees, 0.7 to 1.3, no half bodies. Heatmaps peak
# at 1 and are not filtered.
_base_ = 'topdown.py'

codec = dict(peak=1., blur_kernel_size=1)
augmentation = dict(
    half_body=None, bbox=dict(rotate_factor=40, scale_factor=(0.7, 1.3)))

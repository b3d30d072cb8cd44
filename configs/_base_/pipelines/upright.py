# light_unbiased.py with hardly any turning and scaling: a small network has
# no room for poses that its pictures do not hold.
_base_ = 'light_unbiased.py'

augmentation = dict(
    bbox=dict(
        shift_factor=0.04,
        rotate_factor=8,
        rotate_prob=0.5,
        scale_factor=(0.92, 1.08)))

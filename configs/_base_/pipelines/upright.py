# light_unbiased.py with little rotation and scaling: the capacity of a small
# network is too low for poses that the data does not have.
_base_ = 'light_unbiased.py'

augmentation = dict(
    bbox=dict(
        shift_factor=0.04,
        rotate_factor=8,
        rotate_prob=0.5,
        scale_factor=(0.92, 1.08)))

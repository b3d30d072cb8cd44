"""CPM, 3 stages, the baseline of MSCM's pilot study."""
_base_ = '../_base_/cpm.py'

"""MSPN, 2 stages: aggregation and coarse-to-fine supervision, no OHKM."""
_base_ = '_base_/mspn.py'

"""Compare the speed with mmpose's own MSPN, with the same weights."""

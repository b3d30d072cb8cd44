"""How fast, beside mmpose's own MSPN with the same weights."""

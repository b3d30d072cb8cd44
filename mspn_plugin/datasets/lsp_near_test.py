"""Training pictures that resemble test pictures of LSP, by split.

Output of ``python -m mspn_plugin.tools.lsp_leaks data/lsp``: the perceptual
hashes differ in at most a third of their bits. In LSP's training part about
twelve show the same moment or the one before, and about twelve the same player
and place. The others, and all of LSP-extended, only look similar.
"""

NEAR_TEST = dict(
    train=(66, 96, 100, 158, 175, 210, 285, 326, 371, 412, 418, 483, 492, 512,
           535, 550, 574, 652, 653, 670, 723, 737, 746, 862, 966),
    extended=(435, 3158, 3929, 4177, 4866, 6167, 6480, 6642, 7043, 7311, 7494,
              9318))

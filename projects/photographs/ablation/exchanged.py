"""As movenet.py, but the teacher only mends exchanged sides."""
_base_ = 'movenet.py'

mended = dict(blend=0., doubt=1.)

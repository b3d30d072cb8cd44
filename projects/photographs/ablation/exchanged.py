"""movenet.py with a teacher that only corrects exchanged sides."""
_base_ = 'movenet.py'

mended = dict(blend=0., doubt=1.)

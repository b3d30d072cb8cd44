"""Prints ``docs/host.md``: python -m mspn_plugin.host > docs/host.md"""

from .document import document

if __name__ == '__main__':
    print(document(), end='')

"""``mim test mspn_plugin NAME``: mmpose's own script, found here by MIM."""

from mspn_plugin.tools.train import main

if __name__ == '__main__':
    main('test.py')

"""``python -m mspn_plugin`` is ``mspn``."""

from mspn_plugin.tools.mspn import main

if __name__ == '__main__':
    main()

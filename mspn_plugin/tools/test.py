"""``mim test mspn_plugin NAME`` runs mmpose's script."""

from mspn_plugin.tools.train import main as run_script


def main(argv=None):
    """Run mmpose's ``test.py``; see :func:`mspn_plugin.tools.train.main`."""
    run_script(argv, 'test.py')


if __name__ == '__main__':
    main()

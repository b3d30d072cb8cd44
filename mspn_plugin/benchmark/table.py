"""The results of a benchmark as text."""

from .timing import Timings


def print_part(title: str, result):
    """Print one part's result as a table.

    Args:
        title: Name of the part.
        result: Result of a function of :mod:`.parts`.
    """
    print()
    if isinstance(result, list):
        result = {row['of']: {k: v for k, v in row.items() if k != 'of'}
                  for row in result}
    for key, values in result.items():
        if 'seconds' in values:
            _print_timings(title, key, values)
        elif isinstance(next(iter(values.values())), dict):
            for name, timings in values.items():
                _print_timings(f'{title}, {key}', name, timings)
        else:
            for name, n in values.items():
                print(f'{title + ", " + key:28} {name:18} {n / 2**20:9.0f} MB')


def _print_timings(title: str, name: str, timings: Timings):
    rate = timings.get('gflop_per_second')
    print(f'{title:28} {name:18} {timings["per_second"]:9.1f} /s '
          f'{1e3 * timings["seconds"]:9.1f} ms '
          f'+-{100 * timings["spread"]:3.0f} % {timings["ratio"]:6.2f} x'
          + (f' {rate:7.0f} GFLOP/s' if rate else ''))

"""Names of pictures in label files are taken as they are."""

from pathlib import Path

import pytest

from tests.datasets.label_faults import Fault
from tests.datasets.test_label_faults import build, log  # noqa: F401


@pytest.mark.parametrize('listed, stored', [
    ('für Tür/été 1.jpg', 'für Tür/été 1.jpg'),
    ('a\\b.jpg', 'a/b.jpg'), ('img%201.jpg', 'img 1.jpg'),
    ('1.JPG', '1.jpg')])
def test_a_name_is_as_it_is_listed(tmp_path, log, listed, stored):  # noqa: F811
    """Else the picture's two people are skipped, and it is named."""

    def move(folder: Path):
        (folder / stored).parent.mkdir(parents=True, exist_ok=True)
        (folder / '1.jpg').rename(folder / stored)

    data = build(tmp_path / 'data', Fault(
        lambda labels: labels['images'][0].update(file_name=listed),
        pictures=move))
    paths = {data.get_data_info(i)['img_path'] for i in range(len(data))}
    found = any(path.endswith(listed) for path in paths)
    assert found == (listed == stored) and len(data) == 24 - 2 * (not found)
    if not found:
        assert '2 with a missing picture' in log[-1] and listed in log[-1]

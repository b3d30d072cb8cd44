"""Pictures and videos in many formats, readable and unreadable."""

from pathlib import Path
from typing import Dict

import cv2
import numpy as np
from PIL import Image


def malformed_files(folder: Path, picture: np.ndarray) -> Dict[str, Path]:
    """Write one picture in many formats, and unreadable files; by name.

    Args:
        folder: Folder of the files.
        picture: (H, W, 3) uint8, RGB.
    """
    height, width = picture.shape[:2]
    image = Image.fromarray(picture)
    image.save(folder / 'good.png')
    image.convert('L').save(folder / 'grey.png')
    Image.fromarray(picture[..., 0].astype(np.uint16) * 257).save(
        folder / 'deep.png')
    alpha = np.full((height, width, 1), 255, np.uint8)
    alpha[:, :width // 2] = 0
    Image.fromarray(np.dstack([picture, alpha])).save(folder / 'rgba.png')
    image.quantize().save(folder / 'palette.gif')
    image.convert('CMYK').save(folder / 'cmyk.jpg', quality=95)
    exif = Image.Exif()
    exif[274] = 6  # orientation: rotate by 90 degrees clockwise to display
    image.rotate(90, expand=True).save(
        folder / 'exif.jpg', exif=exif, quality=95)
    Image.new('RGB', (1, 1)).save(folder / 'one.png')
    Image.new('RGB', (width, height), (90, 120, 90)).save(
        folder / 'nobody.png')
    panorama = Image.new('RGB', (12000, 1200), (90, 120, 90))
    panorama.paste(image, (100, 100))
    panorama.save(folder / 'panorama.jpg')
    Image.new('RGB', (12000, 2)).save(folder / 'thin.png')
    image.save(folder / 'whole.jpg')
    whole = (folder / 'whole.jpg').read_bytes()
    (folder / 'cut.jpg').write_bytes(whole[:len(whole) // 2])
    (folder / 'text.jpg').write_text('no picture')
    (folder / 'empty.png').write_bytes(b'')
    (folder / 'text.mp4').write_text('no video')
    write_video(folder / 'video.avi', picture, 6)
    break_a_frame(folder / 'video.avi', folder / 'broken.avi')
    return {path.name: path for path in sorted(folder.iterdir())}


def write_video(path: Path, picture: np.ndarray, frames: int):
    writer = cv2.VideoWriter(
        str(path), cv2.VideoWriter_fourcc(*'MJPG'), 10, picture.shape[1::-1])
    for _ in range(frames):
        writer.write(np.ascontiguousarray(picture[..., ::-1]))
    writer.release()


def break_a_frame(source: Path, target: Path):
    """Zeros where the frame in the middle begins."""
    content = bytearray(source.read_bytes())
    start = content.find(b'\xff\xd8', len(content) // 2)
    content[start:start + 400] = bytes(400)
    target.write_bytes(content)

"""The demo page: a picture or the camera -> people, stage by stage."""

import os
import time
from typing import Dict, List, Optional, Tuple

import numpy as np

from ..visualization import (
    build_visualizer,
    draw_people,
    figure_to_array,
    plot_refinement,
    predict_stages,
)
from .pictures import PictureError, read_picture
from .topdown import TopDown

os.environ.setdefault('GRADIO_ANALYTICS_ENABLED', 'False')
import gradio as gr  # noqa: E402  gradio reads the variable when imported

HOUR = 3600
MAX_PIXELS = 40_000_000
BUTTONS = ['download', 'fullscreen']  # no button that uploads the picture
MAX_STAGES_OF = 4  # people whose stages are drawn
INTRODUCTION = 'Drop a picture, or use the camera. Pictures stay on the ' \
    'machine that runs this page.'


class Timer:
    """Milliseconds of each step, by name."""

    def __init__(self):
        self.last, self.times = time.perf_counter(), {}

    def __call__(self, name: str):
        """End the step ``name``; the next one starts."""
        now = time.perf_counter()
        self.times[name], self.last = 1000 * (now - self.last), now


class Page:
    """The function behind the page.

    Args:
        topdown: Detector and pose network.
        threshold: Of the drawing, see :func:`draw_people`.
    """

    def __init__(self, topdown: TopDown, threshold: Optional[float] = None):
        self.topdown, self.threshold = topdown, threshold
        self.visualizer = build_visualizer(topdown.network.dataset_meta)

    def predict(self, path: Optional[str]) -> Tuple[
            Optional[np.ndarray], Optional[List[tuple]], str]:
        """Pose the people in a picture.

        Args:
            path: Path of the picture; None if it was removed from the page.

        Returns:
            The drawn picture (H, W, 3) RGB, the stages of the first people
            with captions, and a summary.

        Raises:
            gradio.Error: The picture cannot be read; the message says why.
        """
        if path is None:
            return None, None, ''
        timer = Timer()
        try:
            picture = read_picture(path, max_pixels=MAX_PIXELS)
            timer('reading')
            boxes = self.topdown.detect(picture)
        except PictureError as error:
            raise gr.Error(str(error), print_exception=False) from error
        timer('detector')
        people = self.topdown.pose(picture, boxes)
        timer('pose')
        drawn = draw_people(self.visualizer, picture, people, self.threshold)
        return (drawn[..., ::-1], self._stages(picture, boxes),
                summary(len(boxes), timer.times))

    def _stages(self, picture: np.ndarray, boxes: np.ndarray) -> List[tuple]:
        network = self.topdown.network
        skeleton = network.dataset_meta['skeleton_links']
        found = []
        for i, box in enumerate(boxes[:MAX_STAGES_OF], start=1):
            predictions = predict_stages(
                network, **self.topdown.network_inputs(picture, box))
            figure = plot_refinement(predictions, skeleton)
            found.append(
                (figure_to_array(figure), f'person {i}, box {box[4]:.2f}'))
        return found


def summary(people: int, times: Dict[str, float]) -> str:
    """Number of people and milliseconds, as Markdown."""
    who = {0: 'Nobody', 1: 'One person'}.get(people, f'{people} people')
    spent = ', '.join(f'{name} {ms:.0f} ms' for name, ms in times.items())
    return f'**{who} found.** {spent}.'


def uploaded_path(payload) -> Optional[str]:
    """Path of the uploaded file, so that :func:`read_picture` reads it."""
    return None if payload is None else payload.path


def build_page(page: Page) -> gr.Blocks:
    """Lay out the page."""
    with gr.Blocks(
            title='mspn_plugin', analytics_enabled=False,
            delete_cache=(HOUR, HOUR)) as blocks:
        gr.Markdown(f'# Multi-stage pose networks\n{INTRODUCTION}')
        with gr.Row():
            picture = gr.Image(
                type='filepath',
                label='picture',
                sources=['upload', 'webcam', 'clipboard'],
                elem_id='picture')
            picture.preprocess = uploaded_path
            people = gr.Image(
                label='people', elem_id='people', interactive=False,
                buttons=BUTTONS)
        text = gr.Markdown(elem_id='said')
        stages = gr.Gallery(
            label='all stages, one person per row', columns=2,
            object_fit='contain', elem_id='stages', interactive=False,
            buttons=BUTTONS)
        picture.input(page.predict, picture, [people, stages, text],
                      trigger_mode='always_last')
    return blocks


def launch(page: Page, *, host: str, port: int, megabytes: int):
    """Serve the page until it is interrupted.

    Args:
        page: The page's function.
        host: Address to listen on.
        port: Port to listen on.
        megabytes: Size of the largest file that is accepted.
    """
    build_page(page).queue(max_size=8).launch(
        server_name=host,
        server_port=port,
        max_file_size=f'{megabytes}mb',
        share=False,
        ssr_mode=False,
        footer_links=[],
        theme=gr.themes.Default(  # gradio's fonts need a network connection
            font=['system-ui', 'sans-serif'], font_mono=['monospace']))

"""A page to try it: a picture or the camera -> people, stage by stage.

    python -m mspn_plugin.tools.demo_page

It listens to this machine alone unless --host says otherwise, takes pictures
of up to --megabytes, and keeps none of them for longer than an hour.
"""

import argparse
import os
import time
from typing import Dict, List, Optional, Tuple

import numpy as np

from mspn_plugin.inference import (
    PictureError,
    TopDown,
    draw_people,
    read_picture,
)
from mspn_plugin.tools.cli_errors import cli_errors
from mspn_plugin.tools.pose import add_networks
from mspn_plugin.visualization import (
    figure_to_array,
    plot_refinement,
    predict_stages,
)

os.environ.setdefault('GRADIO_ANALYTICS_ENABLED', 'False')
import gradio as gr  # noqa: E402  it reads the line above when imported

HOUR = 3600
MAX_PIXELS = 40_000_000
BUTTONS = ['download', 'fullscreen']  # none that sends it elsewhere
SHOWN = 4  # people whose stages are drawn
HEAD = 'Drop a picture, or use the camera. Nothing leaves the machine that ' \
    'runs this page.'


class Timer:
    """Milliseconds since the one before, by name."""

    def __init__(self):
        self.last, self.times = time.perf_counter(), {}

    def __call__(self, name: str):
        now = time.perf_counter()
        self.times[name], self.last = 1000 * (now - self.last), now


class Page:
    """What happens when somebody gives a picture.

    Args:
        chain: Pictures -> people.
        threshold: Keypoints of a lower score are not drawn.
    """

    def __init__(self, chain: TopDown, threshold: float = 0.3):
        self.chain, self.threshold = chain, threshold
        self.visualizer = chain.visualizer()

    def answer(self, path: Optional[str]) -> Tuple[
            Optional[np.ndarray], Optional[List[tuple]], str]:
        """Picture -> people drawn (RGB), their stages, and a sentence.

        Raises:
            gradio.Error: What is wrong with the picture, in a line.
        """
        if path is None:  # the picture was taken away
            return None, None, ''
        timer = Timer()
        try:
            picture = read_picture(path, max_pixels=MAX_PIXELS)
            timer('reading')
            boxes = self.chain.detect(picture)
        except PictureError as error:
            raise gr.Error(str(error), print_exception=False) from error
        timer('detector')
        people = self.chain.pose(picture, boxes)
        timer('pose')
        drawn = draw_people(self.visualizer, picture, people, self.threshold)
        return (drawn[..., ::-1], self._stages(picture, boxes),
                say(len(boxes), timer.times))

    def _stages(self, picture: np.ndarray, boxes: np.ndarray) -> List[tuple]:
        skeleton = self.chain.network.dataset_meta['skeleton_links']
        found = []
        for i, box in enumerate(boxes[:SHOWN], start=1):
            seen = predict_stages(self.chain.network,
                                  **self.chain.network_inputs(picture, box))
            found.append((figure_to_array(plot_refinement(seen, skeleton)),
                          f'person {i}, box {box[4]:.2f}'))
        return found


def say(people: int, times: Dict[str, float]) -> str:
    """The sentence below the pictures."""
    who = {0: 'Nobody', 1: 'One person'}.get(people, f'{people} people')
    spent = ', '.join(f'{name} {ms:.0f} ms' for name, ms in times.items())
    return f'**{who} found.** {spent}.'


def as_it_came(payload) -> Optional[str]:
    """The file's path: reading it, and saying what is wrong, is ours."""
    return None if payload is None else payload.path


def build(page: Page) -> gr.Blocks:
    """The page itself."""
    with gr.Blocks(
            title='mspn_plugin', analytics_enabled=False,
            delete_cache=(HOUR, HOUR)) as blocks:
        gr.Markdown(f'# Multi-stage pose networks\n{HEAD}')
        with gr.Row():
            picture = gr.Image(
                type='filepath',
                label='picture',
                sources=['upload', 'webcam', 'clipboard'],
                elem_id='picture')
            picture.preprocess = as_it_came
            people = gr.Image(
                label='people', elem_id='people', interactive=False,
                buttons=BUTTONS)
        said = gr.Markdown(elem_id='said')
        stages = gr.Gallery(
            label='every stage, person by person', columns=2,
            object_fit='contain', elem_id='stages', interactive=False,
            buttons=BUTTONS)
        picture.input(page.answer, picture, [people, stages, said],
                      trigger_mode='always_last')
    return blocks


@cli_errors
def main():
    args = parse_args()
    detector = dict() if args.whole else dict(
        detector=args.detector[0], detector_weights=args.detector[1])
    chain = TopDown(
        *args.pose,
        box_threshold=args.box_threshold,
        device=args.device,
        **detector)
    build(Page(chain)).queue(max_size=8).launch(
        server_name=args.host,
        server_port=args.port,
        max_file_size=f'{args.megabytes}mb',
        share=False,
        ssr_mode=False,
        footer_links=[],
        theme=gr.themes.Default(  # its own fonts would come from elsewhere
            font=['system-ui', 'sans-serif'], font_mono=['monospace']))


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_networks(parser)
    parser.add_argument('--host', default='127.0.0.1',
                        help='0.0.0.0 lets other machines in')
    parser.add_argument('--port', type=int, default=7860)
    parser.add_argument('--megabytes', type=int, default=20,
                        help='of a picture, at most')
    return parser.parse_args()


if __name__ == '__main__':
    main()

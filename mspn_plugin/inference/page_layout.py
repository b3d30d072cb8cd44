"""What the demo page looks like, and how it is served."""

import os
from pathlib import Path
from typing import List, Optional

import matplotlib

from .page import COLUMNS, MAX_STAGES_OF, Page, Shown

os.environ.setdefault('GRADIO_ANALYTICS_ENABLED', 'False')
import gradio as gr  # noqa: E402  gradio reads the variable when imported

HOUR = 3600
BUTTONS = ['download', 'fullscreen']  # no button that uploads the picture
INTRODUCTION = 'Drop a picture, or use the camera. Pictures stay on the ' \
    'machine that runs this page.'


def example_pictures() -> List[str]:
    """A photograph in the public domain, which comes with matplotlib."""
    path = Path(matplotlib.get_data_path(), 'sample_data/grace_hopper.jpg')
    return [str(path)] if path.exists() else []


def uploaded_path(payload) -> Optional[str]:
    """Path of the uploaded file, so that ``read_picture`` reads it."""
    return None if payload is None else payload.path


def as_updates(shown: Shown) -> tuple:
    """The values of the components, in the order of :func:`build_page`."""
    if shown.error:
        gr.Warning(shown.error, title='No result')
    stages = shown.stages or []
    hidden = [gr.Image(None, visible=False)] * (MAX_STAGES_OF - len(stages))
    return (gr.Image(shown.drawn, alt_text=shown.alternative or None),
            shown.said, shown.table,
            gr.DownloadButton(value=shown.file,
                              interactive=shown.file is not None),
            *(gr.Image(drawn, visible=True, label=f'all stages, {caption}',
                       alt_text=f'Targets and heatmaps of {caption}')
              for drawn, caption in stages), *hidden)


def build_page(page: Page) -> gr.Blocks:
    """Lay out the page."""
    least = float(page.poser.topdown.box_threshold)
    with gr.Blocks(
            title='mspn_plugin', analytics_enabled=False,
            delete_cache=(HOUR, HOUR)) as blocks:
        gr.Markdown(f'# Multi-stage pose networks\n{INTRODUCTION}')
        with gr.Row():
            with gr.Column(scale=1, min_width=280):
                picture = gr.Image(
                    type='filepath', label='picture', height=300,
                    sources=['upload', 'webcam', 'clipboard'],
                    elem_id='picture')
                picture.preprocess = uploaded_path
                threshold = gr.Slider(
                    0, 1, page.threshold, step=.01, elem_id='threshold',
                    label='least probability, or score, of a keypoint')
                boxes = gr.Slider(
                    least, 1, least, step=.01, elem_id='box-threshold',
                    label='least score of a box')
            with gr.Column(scale=2, min_width=320):
                people = gr.Image(label='people', elem_id='people',
                                  interactive=False, buttons=BUTTONS)
                said = gr.HTML(elem_id='said')
        with gr.Column(elem_id='stages'):  # each as wide as the page
            stages = [gr.Image(visible=False, interactive=False,
                               buttons=BUTTONS) for _ in range(MAX_STAGES_OF)]
        with gr.Accordion('keypoints as a table', open=False):
            rows = gr.Dataframe(headers=list(COLUMNS), interactive=False,
                                elem_id='table')
        file = gr.DownloadButton('download as JSON', interactive=False,
                                 elem_id='json')
        gr.Markdown(page.footer(), elem_id='networks')
        outputs = [people, said, rows, file, *stages]

        def predict(*arguments):
            return as_updates(page.predict(*arguments))

        inputs = [picture, threshold, boxes]
        for event in (picture.input, threshold.release, boxes.release):
            event(predict, inputs, outputs, trigger_mode='always_last',
                  concurrency_id='pose')
        if example_pictures():
            gr.Examples(
                [[path] for path in example_pictures()], [picture], outputs,
                fn=predict, run_on_click=True, cache_examples=False,
                label='an example: Grace Hopper, United States Navy')
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

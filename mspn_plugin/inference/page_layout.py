"""What the demo page looks like, and how it is served."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import List, Optional

import matplotlib

from .page import MAX_STAGES_OF, Page, Shown
from .page_results import COLUMNS
from .page_video import pose_video

os.environ.setdefault('GRADIO_ANALYTICS_ENABLED', 'False')
import gradio as gr  # noqa: E402  gradio reads the variable when imported
from gradio.processing_utils import (  # noqa: E402
    save_bytes_to_cache,
    save_file_to_cache,
)
from gradio.utils import get_upload_folder  # noqa: E402

HOUR = 3600
MAX_VISITORS = 32  # whose last picture is kept
BUTTONS = ['download', 'fullscreen']  # no button that uploads the picture
INTRODUCTION = 'Drop a picture or a video, or use the camera. They stay on ' \
    'the machine that runs this page.'
UNPLAYABLE = 'If the browser cannot play a video ("Video not playable"), ' \
    'the people in it are found all the same.'
ON_ONE_SCREEN = 'min(70vh, 100vw)'  # of a desktop, and of a phone


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
            shown.said, shown.table, download(shown.results),
            *(gr.Image(drawn, visible=True, label=f'all stages, {caption}',
                       alt_text=f'Targets and heatmaps of {caption}')
              for drawn, caption in stages), *hidden)


def download(results: Optional[dict]) -> gr.DownloadButton:
    """A button for ``people.json``; the file of each result is another."""
    if results is None:
        return gr.DownloadButton(value=None, interactive=False)
    path = save_bytes_to_cache(
        json.dumps(results).encode(), 'people.json', get_upload_folder())
    return gr.DownloadButton(value=path, interactive=True)


def build_page(page: Page) -> gr.Blocks:
    """Lay out the page."""
    with gr.Blocks(
            title='mspn_plugin', analytics_enabled=False,
            delete_cache=(HOUR, HOUR)) as blocks:
        gr.Markdown(f'# Multi-stage pose networks\n{INTRODUCTION}')
        with gr.Tab('picture'):
            _picture_tab(page)
        with gr.Tab('video'):
            _video_tab(page)
        gr.Markdown(page.footer(), elem_id='networks')
    return blocks


def _picture_tab(page: Page):
    least = float(page.poser.topdown.lone_box_threshold)
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            picture = gr.Image(
                type='filepath', label='picture', height=300,
                sources=['upload', 'webcam', 'clipboard'], elem_id='picture')
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
        stages = [gr.Image(visible=False, interactive=False, buttons=BUTTONS)
                  for _ in range(MAX_STAGES_OF)]
    with gr.Accordion('keypoints as a table', open=False):
        rows = gr.Dataframe(headers=list(COLUMNS), interactive=False,
                            elem_id='table')
    file = gr.DownloadButton('download as JSON', interactive=False,
                             elem_id='json')
    posed = gr.State(time_to_live=HOUR)  # one for each visitor
    _connect(page, posed, picture, [threshold, boxes],
             [people, said, rows, file, *stages])


def _video_tab(page: Page):
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            video = gr.Video(label='video', height=300, sources=['upload'],
                             elem_id='video')
            smooth = gr.Checkbox(True, label='smooth the keypoints')
            start = gr.Button('find the people', variant='primary',
                              elem_id='pose-video')
            gr.Markdown(UNPLAYABLE)
        with gr.Column(scale=2, min_width=320):
            drawn = gr.Video(label='people', interactive=False,
                             height=ON_ONE_SCREEN, elem_id='drawn-video')
            said = gr.HTML(elem_id='said-of-video')
    file = gr.DownloadButton('download as JSON', interactive=False,
                             elem_id='json-of-video')

    def pose(path: Optional[str], smooth: bool) -> tuple:
        with TemporaryDirectory() as folder:
            posed = pose_video(page, path, smooth, Path(folder))
            kept = posed.drawn and save_file_to_cache(
                posed.drawn, get_upload_folder())
        if posed.error:
            gr.Warning(posed.error, title='No result')
        return kept, posed.said, download(posed.results)

    # a queue of its own: pictures are posed between the video's frames
    start.click(pose, [video, smooth], [drawn, said, file],
                trigger_mode='once', concurrency_id='video')


def _connect(page: Page, posed: gr.State, picture: gr.Image,
             sliders: List[gr.Slider], outputs: list):
    """Pose new pictures; if a slider was moved, only draw again."""

    def predict(*arguments):
        found, shown = page.predict(*arguments)
        return found, *as_updates(shown)

    def show(*arguments):
        return as_updates(page.show(*arguments))

    # one at a time, in their order: a slider moved while a picture is posed
    # counts for this picture
    queue = dict(trigger_mode='always_last', concurrency_id='pose')
    pose = dict(fn=predict, inputs=[picture, *sliders],
                outputs=[posed, *outputs], **queue)
    picture.input(**pose)
    for slider in sliders:
        slider.release(show, [posed, *sliders], outputs, **queue)
    if example_pictures():
        gr.Examples(
            [[path] for path in example_pictures()], [picture],
            label='an example: Grace Hopper, United States Navy',
        ).load_input_event.then(**pose)


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
        state_session_capacity=MAX_VISITORS,
        max_file_size=f'{megabytes}mb',
        share=False,
        ssr_mode=False,
        footer_links=[],
        theme=gr.themes.Default(  # gradio's fonts need a network connection
            font=['system-ui', 'sans-serif'], font_mono=['monospace']))

"""Rendered people: articulated figures, a data set without a download."""

from .scene import crowd_index, render_scene
from .write import render_split

__all__ = ['crowd_index', 'render_scene', 'render_split']

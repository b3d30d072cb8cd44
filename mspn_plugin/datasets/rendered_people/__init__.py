"""Rendered people: a data set of articulated figures that needs no download."""

from .scene import crowd_index, render_scene
from .write import render_split

__all__ = ['crowd_index', 'render_scene', 'render_split']

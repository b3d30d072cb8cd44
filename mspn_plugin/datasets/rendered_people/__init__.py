"""Rendered people: articulated figures; a data set without a download."""

from .rendering import render_split
from .scene import crowd_index, render_scene

__all__ = ['crowd_index', 'render_scene', 'render_split']

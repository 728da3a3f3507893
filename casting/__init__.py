"""Casting: open casting calls on your own server."""

__version__ = "0.1.0"

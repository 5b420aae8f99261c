"""dispatch_tui: a keyboard-driven terminal program for an after-sales dispatch room."""

__version__ = "0.1.0"

"""Measures of the paper forms, in points of 1/72 inch."""

MARGIN = 36.0
FOOT = 30.0
HEAD = 66.0
"""Height of the head: title, number, code, marks."""
PAD = 3.5
LEADING = 1.32
"""Height of a line, in sizes of its type."""
CODE = 54.0
"""Side of the QR code in points (19 mm)."""
SHADE = 0.93
GAP = 8.0
FRAME = 1.1
QUIET = 12.0
"""White beside the QR code, in points; readers ask for four of its modules."""
MOST_NUMBER_LINES = 3
ASCENT = 0.88
LINE = 0.5

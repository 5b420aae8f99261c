"""Drawing laid-out pages as one PDF document, with the fonts embedded."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from typing import Any

from dispatch_tui.papers.pdf.marks import Box, Mark, Page, Squares, Stamp, Stroke, Text
from dispatch_tui.papers.pdf.typesetting import REGULAR, Typesetter, fonts

_turn = threading.Lock()
"""The PDF library keeps state of its fonts between documents: one document is drawn at a time."""
_PALE = 0.85
_STAMP = 140.0


def draw(pages: Sequence[Page], type_: Typesetter, title: str, author: str) -> bytes:
    """Return the pages as a PDF document."""
    from reportlab.pdfgen.canvas import Canvas

    fonts()
    target = io.BytesIO()
    with _turn:
        canvas = Canvas(target, initialFontName=REGULAR, pageCompression=1, lang="zh-CN")
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setCreator("dispatch_tui")
        for page in pages:
            canvas.setPageSize((page.width, page.height))
            for mark in page.marks:
                _draw(canvas, mark, type_, page)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def _draw(canvas: Any, mark: Mark, type_: Typesetter, page: Page) -> None:
    match mark:
        case Text():
            _text(canvas, mark, type_)
        case Stroke():
            canvas.setLineWidth(mark.width)
            canvas.line(mark.x, mark.y, mark.to_x, mark.to_y)
        case Box():
            canvas.setLineWidth(mark.line)
            if mark.grey is not None:
                canvas.setFillGray(mark.grey)
            canvas.rect(
                mark.x,
                mark.y,
                mark.width,
                mark.height,
                stroke=int(mark.line > 0),
                fill=int(mark.grey is not None),
            )
        case Squares():
            _squares(canvas, mark)
        case Stamp():
            canvas.saveState()
            canvas.translate(page.width / 2, page.height / 2)
            canvas.rotate(30)
            canvas.setFillGray(_PALE)
            wide = type_.width(mark.text, _STAMP, True)
            _text(canvas, Text(-wide / 2, -_STAMP / 3, mark.text, _STAMP, True, _PALE), type_)
            canvas.restoreState()


def _text(canvas: Any, mark: Text, type_: Typesetter) -> None:
    x = mark.x
    canvas.setFillGray(mark.grey)
    for font, text in type_.runs(mark.text, mark.bold):
        canvas.setFont(font, mark.size)
        canvas.drawString(x, mark.y, text)
        x += type_.width(text, mark.size, mark.bold)


def _squares(canvas: Any, mark: Squares) -> None:
    """Draw a QR code as one path; modules that touch in a row are one rectangle, so that no seams show."""
    side = mark.side / len(mark.rows)
    path = canvas.beginPath()
    for down, row in enumerate(mark.rows):
        start = None
        for across, dark in enumerate((*row, False)):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                path.rect(
                    mark.x + start * side,
                    mark.y + mark.side - (down + 1) * side,
                    (across - start) * side,
                    side,
                )
                start = None
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)

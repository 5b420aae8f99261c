"""The only place that touches what Textual keeps private (Textual 8.2.8), each touch with its reason.

* ``App._display``: Textual sends every dirty region whole; here the region goes into a ``Frame`` that sends only cells
  that differ.
* ``App._is_mounted``: a theme chosen before the first widget would have the style sheets parsed twice.
* ``App._fatal_error``: Textual prints a traceback with local variables; a person gets one sentence.
* ``Widget._styles_cache`` and ``Screen._compositor``: a table may paint single lines at once, past the layout and the
  refresh timer, as long as nothing lies over it; Textual's cache of these lines is told that they are old.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Region

from dispatch_tui.tui.frame import Frame

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen
    from textual.widget import Widget

SYNC_START = "\x1b[?2026h"
SYNC_END = "\x1b[?2026l"
BACKLOG_LIMIT = 65536
"""With more characters than this waiting for a slow terminal, pictures are skipped until it has caught up."""


class FrameApp(App[int]):
    """An application that sends the difference between pictures instead of regions."""

    _frame: Frame | None = None
    _frame_waits = False
    _frame_cursor = (-1, -1)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Take what the compositor rendered; called by Textual for every update."""
        driver = self._driver
        if (
            not isinstance(renderable, CompositorUpdate)
            or driver is None
            or self._batch_count
            or not self._running
            or self._closed
            or driver.is_headless
            or driver.is_inline
        ):
            super()._display(screen, renderable)
            return
        try:
            frame = self.frame()
            if isinstance(renderable, LayoutUpdate):
                _put_layout(frame, renderable)
            elif isinstance(renderable, ChopsUpdate):
                _put_chops(frame, renderable)
            self.send_frame()
        finally:
            self.post_display_hook()

    def refresh_css(self, animate: bool = True) -> None:
        """Style every widget anew; before there are any, the colours of the theme are noted and nothing is parsed."""
        if self._is_mounted:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def _fatal_error(self) -> None:
        """End after a fault of the program: one sentence for the person, the details into the log."""
        self.ended_by(self._exception)
        self._close_messages_no_wait()

    def ended_by(self, fault: Exception | None) -> None:
        """Note the fault that ends the program."""

    def frame(self) -> Frame:
        """Return the picture of the terminal, made when first needed and sized like the terminal."""
        if self._frame is None:
            self._frame = Frame(None if self.no_color else self.console._color_system)
        self._frame.resize(*self.size)
        return self._frame

    def forget_frame(self) -> None:
        """Assume that the terminal's contents are unknown (after a resize) and send everything next time."""
        if self._frame is not None:
            self._frame.forget()

    def send_frame(self) -> None:
        """Send what differs, unless the terminal is far behind; then it is sent when it has caught up."""
        driver, frame = self._driver, self._frame
        if driver is None or frame is None or self._closed:
            return
        if getattr(driver, "backlog", 0) > BACKLOG_LIMIT:
            self._frame_waits = True
            return
        codes = frame.flush()
        x, y = self.screen.outer_size.clamp_offset(self.cursor_position)
        if not codes and (x, y) == self._frame_cursor:
            return
        self._frame_cursor = (x, y)
        codes += f"\x1b[{y + 1};{x + 1}H"
        if self._sync_available:
            codes = f"{SYNC_START}{codes}{SYNC_END}"
        driver.write(codes)

    def terminal_caught_up(self) -> None:
        """Send the newest picture after the terminal was behind; called on the event loop."""
        if self._frame_waits:
            self._frame_waits = False
            self.send_frame()


def _put_layout(frame: Frame, update: LayoutUpdate) -> None:
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            x = frame.put(y, x, strip)


def _put_chops(frame: Frame, update: ChopsUpdate) -> None:
    for y, first, last in update.spans:
        ends = update.chop_ends[y]
        for end, (x, strip) in zip(ends, update.chops[y].items(), strict=False):
            if strip is not None and x <= last and end > first:
                frame.put(y, x, strip)


def can_paint(widget: Widget) -> Region | None:
    """Return the widget's region on the terminal when its lines may be painted at once, else None.

    That needs a real terminal, the widget's screen on top, no layout pending and nothing over the widget.
    """
    app = widget.app
    if not isinstance(app, FrameApp) or app._driver is None or app._driver.is_headless:
        return None
    screen = widget.screen
    if screen is not app.screen or app._batch_count or not app._running or screen._layout_required:
        return None
    if screen._compositor._dirty_regions or widget._repaint_regions:
        return None
    known = screen._compositor.visible_widgets
    entry = known.get(widget)
    if entry is None:
        return None
    region, clip = entry
    if clip.intersection(region) != region:
        return None
    inside = set(widget.ancestors_with_self)
    for other, (other_region, _clip) in known.items():
        if other not in inside and region.overlaps(other_region):
            return None
    return region


class Piece(NamedTuple):
    """Segments to be painted from a cell of a widget on."""

    y: int
    x: int
    segments: Sequence[Segment]


def paint_lines(widget: Widget, lines: Mapping[int, Sequence[Segment]]) -> bool:
    """Paint whole lines of a widget at once; returns False when that isn't possible and a refresh is needed."""
    return paint(widget, [Piece(y, 0, segments) for y, segments in lines.items()])


def paint(widget: Widget, pieces: Sequence[Piece], scrolled: tuple[int, int, int] | None = None) -> bool:
    """Paint pieces of a widget at once; returns False when that isn't possible and a refresh is needed.

    Args:
        widget: A widget without border or padding.
        pieces: What differs from what the widget showed before (after scrolling).
        scrolled: First and last line of the widget (inclusive) that moved up by so many lines, if any.
    """
    region = can_paint(widget)
    if region is None:
        return False
    app = widget.app
    assert isinstance(app, FrameApp)  # noqa: S101 - can_paint has checked it
    frame = app.frame()
    old = [Region(0, piece.y, region.width, 1) for piece in pieces]
    if scrolled is not None:
        first, last, count = scrolled
        frame.scroll(region.y + first, region.y + last, count, region.x, region.width)
        old.append(Region(0, first, region.width, last - first + 1))
    widget._styles_cache.set_dirty(*old)
    for piece in pieces:
        if 0 <= piece.y < region.height:
            frame.put(region.y + piece.y, region.x + piece.x, piece.segments)
    app.send_frame()
    return True

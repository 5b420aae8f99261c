"""What the frame sends turns the terminal into the wanted picture, whatever was there before."""

from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from dispatch_tui.tui.frame import Frame
from dispatch_tui.tui.text import fit
from dispatch_tui.tui.themes import NIGHT

WIDTH, HEIGHT = 24, 8
STYLES = [
    NIGHT.style(role, ground) for role in ("text", "overdue", "soon", "cursor") for ground in ("plain", "row")
]
STYLES.append(Style(underline=True))
words = st.sampled_from(["", "abc", "长宁", " 12!", "x长y宁z", "      ", "é…│", "total", "一"])
lines = st.lists(st.tuples(words, st.sampled_from(STYLES)), min_size=1, max_size=4)


def line(parts: list[tuple[str, Style]]) -> list[Segment]:
    """Return parts that fill the width exactly."""
    size = WIDTH // len(parts)
    made = [Segment(fit(text, size), style) for text, style in parts]
    return [*made, Segment(" " * (WIDTH - size * len(parts)), STYLES[0])]


def whole(screen: pyte.Screen) -> list[list[tuple[str, str, str, bool, bool]]]:
    """Return what a person sees: character, colours, bold, underline; blanks without ink."""
    picture = []
    for y in range(HEIGHT):
        row = []
        for x in range(WIDTH):
            cell = screen.buffer[y][x]
            blank = cell.data in (" ", "")
            row.append(
                (cell.data or "", "" if blank else cell.fg, cell.bg, not blank and cell.bold, cell.underscore)
            )
        picture.append(row)
    return picture


def expected(picture: list[list[Segment]]) -> list[list[tuple[str, str, str, bool, bool]]]:
    screen, stream = _terminal()
    frame = Frame(ColorSystem.EIGHT_BIT)
    frame.resize(WIDTH, HEIGHT)
    for y, segments in enumerate(picture):
        frame.put(y, 0, segments)
    stream.feed(frame.flush())
    return whole(screen)


def _terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    screen.reset_mode(pyte.modes.DECAWM)
    return screen, pyte.Stream(screen)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(lines, min_size=HEIGHT, max_size=HEIGHT),
            st.integers(0, HEIGHT - 2),
            st.integers(-3, 3),
            st.sampled_from([(0, WIDTH), (0, 12), (6, 12)]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_differences_lead_to_the_wanted_picture(
    steps: list[tuple[list[list[tuple[str, Style]]], int, int, tuple[int, int]]],
) -> None:
    screen, stream = _terminal()
    frame = Frame(ColorSystem.EIGHT_BIT)
    frame.resize(WIDTH, HEIGHT)
    for picture, first, moved, part in steps:
        rows = [line(parts) for parts in picture]
        frame.scroll(first, HEIGHT - 1, moved, *part)
        for y, segments in enumerate(rows):
            frame.put(y, 0, segments)
        stream.feed(frame.flush())
        assert whole(screen) == expected(rows)


def test_the_same_picture_sends_nothing() -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    frame.resize(WIDTH, HEIGHT)
    for _ in range(2):
        for y in range(HEIGHT):
            frame.put(y, 0, line([("长宁", STYLES[0]), ("12!", STYLES[2])]))
        sent = frame.flush()
    assert sent == ""


def test_one_changed_cell_is_short() -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    frame.resize(200, 60)
    for y in range(60):
        frame.put(y, 0, [Segment("x" * 200, STYLES[0])])
    frame.flush()
    frame.put(30, 0, [Segment("x" * 100 + "7" + "x" * 99, STYLES[0])])
    assert len(frame.flush()) < 60


def test_blank_cells_don_t_care_for_ink() -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    frame.resize(WIDTH, HEIGHT)
    frame.put(0, 0, [Segment(" " * WIDTH, NIGHT.style("text"))])
    frame.flush()
    frame.put(0, 0, [Segment(" " * WIDTH, NIGHT.style("overdue"))])
    assert frame.flush() == ""


def test_after_a_resize_everything_is_sent() -> None:
    frame = Frame(None)
    frame.resize(10, 2)
    frame.put(0, 0, [Segment("hello", None)])
    assert "hello" in frame.flush()
    frame.resize(12, 2)
    frame.put(0, 0, [Segment("hello", None)])
    assert "hello" in frame.flush()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(lines, min_size=HEIGHT, max_size=HEIGHT),
    st.lists(lines, min_size=3, max_size=3),
    st.integers(-3, 3).filter(bool),
)
def test_only_lines_that_come_in_need_to_be_put(
    picture: list[list[tuple[str, Style]]], more: list[list[tuple[str, Style]]], moved: int
) -> None:
    screen, stream = _terminal()
    frame = Frame(ColorSystem.EIGHT_BIT)
    frame.resize(WIDTH, HEIGHT)
    rows = [line(parts) for parts in picture]
    for y, segments in enumerate(rows):
        frame.put(y, 0, segments)
    stream.feed(frame.flush())
    fresh = [line(parts) for parts in more[: abs(moved)]]
    body = rows[1:]
    body = [*body[moved:], *fresh] if moved > 0 else [*fresh, *body[:moved]]
    frame.scroll(1, HEIGHT - 1, moved)
    for at, segments in enumerate(fresh):
        frame.put(HEIGHT - moved + at if moved > 0 else 1 + at, 0, segments)
    stream.feed(frame.flush())
    assert whole(screen) == expected([rows[0], *body])

"""Whatever is typed, the command language answers with a preview or one sentence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.orders import Order
from dispatch_tui.errors import DispatchError
from dispatch_tui.services import commands
from dispatch_tui.services.commands import Here
from dispatch_tui.services.commands.words import WORDS
from dispatch_tui.services.desk import Desk
from tests.services.commands.speaking import do, numbers

Put = Callable[..., list[Order]]


@pytest.fixture
def stocked(room: Desk, put: Put) -> Desk:
    """The room with slips received, ready, assigned, on a flow card and on a fax."""
    put(*numbers(101, 102, 103, 104, 105, 106))
    do(room, "parts 102-106 none")
    do(room, "assign 103-104 cn1")
    do(room, "send 104 normal")
    do(room, "send 105 fax")
    return room


def events(room: Desk) -> int:
    with room.store.read() as reader:
        return len(reader.events_since(0))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted({name for word in WORDS for name in (*word.english, *word.chinese, *word.pinyin)})),
    st.lists(
        st.sampled_from(
            ["104", "101-103", "@ready", "cn1", "长宁", "auto", "none", "无料", "normal", "fax", "车", '"压缩机"x1',
             "x2", "李强", "lq", "signed", "sign", "void", "open", "收工", "received", "query", "9-20", "repair",
             "by=", "at=", "at=09:00", "时间=明天", "force=x", "to", "到", "remove", "２", "，", "“", "temporary",
             "all"]
        )
        | st.text(max_size=5),
        max_size=5,
    ),
    st.sampled_from(["", " ", "　"]),
)  # fmt: skip
def test_nothing_typed_breaks_it(stocked: Desk, verb: str, words: list[str], between: str) -> None:
    text = (between or " ").join([verb, *words]) if between else verb + "".join(words)
    before = events(stocked)
    for here in (None, Here(current=1)):
        with suppress(DispatchError):
            commands.preview(stocked, commands.parse(text, stocked, here))
    for each in commands.complete(stocked, text):
        assert each.text.endswith(each.label)
    assert events(stocked) == before

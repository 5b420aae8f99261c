"""The small room whose network points have telephones and workers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch_tui.services.desk import Desk


@pytest.fixture
def room(desk: Desk) -> Desk:
    """The small room whose network points have telephones and workers."""
    points = tuple(
        replace(point, telephone=f"021-{place}000", fax=f"021-{place}999", workers=workers)
        for place, (point, workers) in enumerate(
            zip(
                desk.settings.points,
                (("李强", "王海", "刘强"), ("陈平", "李强"), ("周正",), ()),
                strict=True,
            ),
            start=1,
        )
    )
    dispatching = replace(desk.settings.dispatching, parts=("压缩机", "四通阀", "吊栏"))
    desk.settings = replace(desk.settings, points=points, dispatching=dispatching)
    return desk


@pytest.fixture
def boss(room: Desk) -> Desk:
    """The supervisor's desk in the same room."""
    return Desk(room.settings, room.store, room.clock, "2001", chosen_language="en")

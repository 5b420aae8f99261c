"""The words of the filter language that stand alone, and those that completion offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from dispatch_tui.domain.filters import (
    And,
    AtPoint,
    Condition,
    DueWithin,
    HasWorker,
    IncompleteSlip,
    InStates,
    Urgent,
)
from dispatch_tui.domain.orders import BEFORE_DONE, PENDING_STATES, State

OVERDUE = And((InStates(PENDING_STATES), DueWithin(timedelta(0))))
"""What "overdue" means: still work of the room and past its due time, as the board counts it."""
LATE = And((InStates(frozenset({State.SENT, State.ACKED})), DueWithin(timedelta(0))))
"""Sent, nobody has arrived, and past its due time: our clock runs until the arrival (S000 4.3.1)."""

OUT = frozenset({State.SENT, State.ACKED, State.ARRIVED, State.IN_HOUSE})
"""States of slips that a network point works on."""
FINISHED = frozenset({State.DONE, State.CLOSED})
NAMELESS = And((InStates(OUT), HasWorker("")))
"""Sent, and the worker's name is not known (row B-08)."""

SIMPLE: Mapping[str, Condition] = {
    "urgent": Urgent(), "加急": Urgent(), "急": Urgent(),
    "overdue": OVERDUE, "超时": OVERDUE, "逾期": OVERDUE, "超期": OVERDUE,
    "late": LATE, "超时未到": LATE, "迟到": LATE,
    "incomplete": IncompleteSlip(), "不全": IncompleteSlip(), "资料不全": IncompleteSlip(),
    "unplaced": AtPoint(None), "未分": AtPoint(None), "未分网点": AtPoint(None), "无网点": AtPoint(None),
    "pending": InStates(PENDING_STATES), "待办": InStates(PENDING_STATES), "未派": InStates(PENDING_STATES),
    "open": InStates(BEFORE_DONE), "未完": InStates(BEFORE_DONE), "未完工": InStates(BEFORE_DONE),
    "unsent": InStates(PENDING_STATES), "未派送": InStates(PENDING_STATES), "待派送": InStates(PENDING_STATES),
    "out": InStates(OUT), "在外": InStates(OUT), "作业中": InStates(OUT),
    "noworker": NAMELESS, "no-worker": NAMELESS, "无作业者": NAMELESS, "无名": NAMELESS,
    "finished": InStates(FINISHED), "已完": InStates(FINISHED), "已结": InStates(FINISHED),
    "all": InStates(frozenset(State)), "全部": InStates(frozenset(State)), "所有": InStates(frozenset(State)),
}  # fmt: skip

FILTER_WORDS = (
    "pending", "urgent", "overdue", "late", "incomplete", "unplaced", "carried", "today", "appointed", "open", "out",
    "noworker", "finished", "all", "due<2h", "batch=", "point=", "category=", "area=", "day=", "sent=", "worker=",
    "text~",
)  # fmt: skip
CHINESE_FILTER_WORDS = (
    "待办", "加急", "超时", "超时未到", "资料不全", "未分网点", "结转", "今天", "预约", "未完", "在外", "无作业者",
    "已结", "全部", "到期<2小时", "批次=", "网点=", "品类=", "区=", "日期=", "派送=", "作业者=", "文字~",
)  # fmt: skip
"""Words that completion offers besides kinds, states and network points."""

"""The small words inside the commands of dispatching: ways, steps, papers; both languages and pinyin initials."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import Via

NONE = frozenset({"none", "nothing", "无", "无料", "无配件", "无需", "不需要", "wl"})
"""The pre-review is stated in the same command: nothing is needed."""
NORMAL = frozenset({"normal", "正常", "正常派工", "正常派送", "zc"})
"""After ``send``: by flow card with the network point's run."""
TEMPORARY = frozenset({"temporary", "temp", "临时", "临时派工", "临时派送", "ls"})
VIAS: Mapping[str, Via] = {
    "fax": Via.FAX, "传真": Via.FAX, "cz": Via.FAX,
    "car": Via.CAR, "车": Via.CAR, "汽车": Via.CAR, "专车": Via.CAR, "随车": Via.CAR, "che": Via.CAR,
    "pickup": Via.PICK_UP, "pick-up": Via.PICK_UP, "pick_up": Via.PICK_UP, "自取": Via.PICK_UP, "zq": Via.PICK_UP,
}  # fmt: skip
"""What carries the slips to the network point."""
MAKE = frozenset({"make", "made", "制作", "加工", "zz"})
"""After the parts of a pre-review: the materials department has to make something."""
PREPARE = frozenset({"prepare", "stock", "准备", "备料", "库存"})
READY = frozenset({"ready", "齐", "齐了", "备齐", "已齐", "到齐", "齐备", "q"})
LIST = frozenset({"list", "清单", "列表", "qd"})
SIGNED = frozenset({"signed", "已签", "已签字", "签字", "yq", "qz"})
VOID = frozenset({"void", "作废", "zf"})
SIGN = frozenset({"sign", "signed", "sign-off", "签收", "签字", "已签", "签", "qs"})
RUNS: Mapping[str, RunKind] = {
    "open": RunKind.OPEN, "day-open": RunKind.OPEN, "opening": RunKind.OPEN, "开工": RunKind.OPEN, "kg": RunKind.OPEN,
    "早": RunKind.OPEN, "开": RunKind.OPEN,
    "close": RunKind.CLOSE, "day-close": RunKind.CLOSE, "closing": RunKind.CLOSE, "收工": RunKind.CLOSE,
    "sg": RunKind.CLOSE, "晚": RunKind.CLOSE, "收": RunKind.CLOSE,
}  # fmt: skip
"""The guided runs of a day."""
SHEET_STEPS: Mapping[str, str] = {
    "received": "received", "收到": "received", "收": "received", "已收": "received", "sd": "received",
    "query": "query", "询问": "query", "质疑": "query", "疑问": "query", "xw": "query",
    "answer": "answer", "answered": "answer", "答复": "answer", "df": "answer",
    "check": "check", "checked": "check", "核对": "check", "已核对": "check", "hd": "check",
    "line": "line", "行": "line", "写": "line", "填": "line",
    "hand": "hand", "handed": "hand", "交": "hand", "上交": "hand", "移交": "hand", "交信息中心": "hand", "sj": "hand",
    "entered": "entered", "已录入": "entered", "录入": "entered", "lr": "entered",
    "copied": "copied", "copy": "copied", "抄回": "copied", "已抄回": "copied", "ch": "copied",
}  # fmt: skip
"""What is done with a feedback sheet."""
ALL = frozenset({"all", "全部", "所有"})
CHASE_WAYS: Mapping[str, str] = {
    "fax": "fax", "传真": "fax", "phone": "phone", "电话": "phone", "dh": "phone",
    "second_phone": "second_phone", "second-phone": "second_phone", "phone2": "second_phone",
    "第二电话": "second_phone", "备用电话": "second_phone",
    "supervisor": "supervisor", "监管员": "supervisor", "上报": "supervisor",
}  # fmt: skip
"""Ways of chasing that may stand before the answer."""
REMOVE = frozenset({"remove", "minus", "减", "减去", "去掉"})
INCREASE = frozenset({"add", "plus", "加", "加上", "补"})
PAPERS: Mapping[str, str] = {
    "slip": "work_slip", "slips": "work_slip", "work_slip": "work_slip", "作业单": "work_slip", "派工单": "work_slip",
    "单": "work_slip", "zyd": "work_slip",
    "card": "flow_card", "cards": "flow_card", "flow_card": "flow_card", "流转卡": "flow_card", "lzk": "flow_card",
    "sheet": "feedback_sheet", "feedback": "feedback_sheet", "feedback_sheet": "feedback_sheet",
    "反馈表": "feedback_sheet", "fkb": "feedback_sheet",
    "ledger": "ledger_page", "ledger_page": "ledger_page", "台帐": "ledger_page", "台账": "ledger_page",
    "tz": "ledger_page",
    "materials": "materials_list", "materials_list": "materials_list", "备料单": "materials_list",
    "备料清单": "materials_list", "备料": "materials_list", "bl": "materials_list",
}  # fmt: skip
"""The papers that are printed."""

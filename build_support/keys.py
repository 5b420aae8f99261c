"""Write docs/keys.md, the table of every key, from the action register of the screens (``make keys``)."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

from dispatch_tui.i18n import gettext, language, set_language
from dispatch_tui.tui import screens
from dispatch_tui.tui.actions import REGISTRY, Action, key_name

PATH = Path(__file__).parents[1] / "docs" / "keys.md"
HEAD = """# Keys · 按键

Made from the action register of the program by `make keys`; the same table stands under `?`, for the screen in view.
由程序的操作登记表生成（`make keys`）；各界面按 `?` 显示同样的内容。

Full-width characters of an input method are folded: `？` is `?`. 输入法的全角字符自动折成半角。
"""
SECTIONS = (
    ("app", "Everywhere", "各处"),
    ("table", "In a table", "表格中"),
    ("board", "Board", "看板"),
    ("slips", "Slips", "作业单列表"),
    (
        "dispatch",
        "Dispatching: on a slip, the marked ones, or a cell of the board",
        "派工：对光标所在或已标选的单、看板的一格",
    ),
    ("slip", "On a slip, or on the marked ones", "对光标所在或已标选的单"),
    ("slip_detail", "Slip detail", "作业单详情"),
    ("entry", "Typing in a slip", "录入"),
    ("day", "The day", "当日"),
    ("sheet", "Typing in a feedback sheet", "填反馈表"),
    ("handovers", "Hand-overs", "交接"),
    ("papers", "Papers", "单据"),
    ("card", "Flow card", "流转卡"),
    ("reports", "Reports", "报表"),
    ("alerts", "Alerts", "告警"),
    ("conflict", "When two changed the same field", "两人改了同一项"),
    ("help", "In this help", "帮助中"),
)
"""Contexts of the register in the order of the document; contexts that are missing here come after them."""


def document() -> str:
    """Return the text of the document."""
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    known = {context for context, _english, _chinese in SECTIONS}
    others = sorted(set(REGISTRY.contexts()) - known)
    parts = [HEAD]
    for context, english, chinese in (*SECTIONS, *((name, name, name) for name in others)):
        rows = [row(action) for action in REGISTRY.in_context(context) if action.keys]
        if rows:
            parts.append(
                f"\n## {english} · {chinese}\n\n| key | does | 作用 |\n|---|---|---|\n" + "".join(rows)
            )
    return "".join(parts)


def row(action: Action) -> str:
    """Return an action as a row of the table, in both languages."""
    keys = " ".join(f"`{key_name(key)}`" if key != "|" else "`\\|`" for key in action.keys)
    return f"| {keys} | {said(action, 'en')} | {said(action, 'zh')} |\n"


def said(action: Action, code: str) -> str:
    """Return what help says about an action in a language."""
    before = language()
    set_language(code)
    try:
        text = gettext(action.help) or gettext(action.label)
    finally:
        set_language(before)
    return text.replace("|", "\\|") + (f" ({action.article})" if action.article and code == "en" else "")


def main() -> int:
    """Write the document."""
    PATH.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

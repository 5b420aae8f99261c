"""``name=value`` pairs of the command "correct", with the field names of both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.filter_words import unquote
from dispatch_tui.services.commands.lexer import Line

FIELD_NAMES: Mapping[str, str] = {
    "order_no": "order_no", "no": "order_no", "单号": "order_no", "作业单号": "order_no", "工单号": "order_no",
    "customer": "customer", "name": "customer", "客户": "customer", "姓名": "customer", "客户姓名": "customer",
    "phone": "phone", "tel": "phone", "电话": "phone", "手机": "phone", "联系电话": "phone",
    "address": "address", "地址": "address", "服务地址": "address",
    "category": "category", "品类": "category",
    "model": "model", "型号": "model", "产品型号": "model",
    "store": "store", "商场": "store",
    "remark": "remark", "备注": "remark",
    "called_at": "called_at", "called": "called_at", "叫修时间": "called_at",
    "required_from": "required_from", "预约开始": "required_from",
    "required_to": "required_to", "预约结束": "required_to",
    "reason": "reason", "理由": "reason", "原因": "reason",
    "force": "force", "强制": "force", "仍要": "force",
}  # fmt: skip
"""Words for the fields that can be corrected, and for the two options of the command."""

OTHER_COMMAND: Mapping[str, str] = {
    "kind": "sort", "类型": "sort", "urgent": "urgent", "加急": "urgent",
    "point": "place", "网点": "place", "state": "hold", "状态": "hold",
}  # fmt: skip
"""Facts that have a command of their own."""

_PAIR = re.compile(r"(?:^|(?<=\s))([A-Za-z_\u4e00-\u9fff]+)\s?=\s*")


def read_fields(line: Line, start: int) -> dict[str, str]:
    """Return the pairs that begin at a position of the line; values are verbatim and run to the next pair.

    Raises BadInput for a field that does not exist or has a command of its own.
    """
    marks = list(_PAIR.finditer(line.folded, start))
    known = [mark for mark in marks if mark[1].casefold() in FIELD_NAMES or mark is marks[0]]
    found: dict[str, str] = {}
    for mark, following in zip(known, [*known[1:], None], strict=False):
        name = mark[1].casefold()
        if name in OTHER_COMMAND:
            raise BadInput(
                _("“{field}” is not corrected.").format(field=mark[1]),
                _("Use the command {command}.").format(command=OTHER_COMMAND[name]),
            )
        if name not in FIELD_NAMES:
            raise BadInput(
                _("A slip has no field “{field}” to correct.").format(field=mark[1]),
                _(
                    "Fields are customer, phone, address, category, model, store, remark, called_at, order_no."
                ),
            )
        end = following.start() if following else len(line.verbatim)
        found[FIELD_NAMES[name]] = unquote(line.verbatim[mark.end() : end].strip())
    return found

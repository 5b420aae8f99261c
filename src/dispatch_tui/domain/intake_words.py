"""Words that files and people use for the columns of a slip, its kind and its urgency (rows A-06, A-09)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.text import fold, key

FIELDS = (
    "order_no", "kind", "customer", "phone", "address", "category", "model", "called_at", "required_from",
    "required_to", "urgent", "store", "point", "remark",
)  # fmt: skip
"""The import names of a slip's fields, in the order of the exports."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "order_no": (
        "order_no", "作业单号", "作业单编号", "工单号", "工单编号", "工单号码", "单号", "服务单号",
        "服务单编号", "服务工单号", "派工单号", "订单号", "订单编号", "单据号", "单据编号", "作业编号",
        "服务编号", "报修单号", "维修单号", "安装单号", "编号", "受理单号", "order number", "order id",
        "order", "slip", "slip no", "slip number", "work order", "work order no", "work order number", "wo",
        "wo no", "ticket", "ticket no", "ticket id", "ticket number", "job no", "job id", "job number",
        "request no", "request id", "service no", "service order", "case no", "case id", "number", "no",
    ),
    "kind": (
        "kind", "类型", "服务类型", "工单类型", "作业类型", "作业类别", "服务类别", "业务类型", "派工类型",
        "单据类型", "服务项目", "服务方式", "工单类别", "作业性质", "服务性质", "type", "service type",
        "order type", "work type", "job type", "kind of work", "request type", "slip type",
        "work order type",
    ),
    "customer": (
        "customer", "客户", "客户姓名", "客户名称", "客户名", "姓名", "用户", "用户姓名", "用户名称",
        "用户名", "顾客", "顾客姓名", "联系人", "联系人姓名", "收货人", "报修人", "name", "customer name",
        "client", "client name", "contact", "contact name", "contact person", "user name",
    ),
    "phone": (
        "phone", "电话", "联系电话", "手机", "手机号", "手机号码", "电话号码", "客户电话", "用户电话",
        "联系方式", "联系手机", "客户手机", "用户手机", "移动电话", "固定电话", "固话", "座机", "来电号码",
        "联系号码", "收货人电话", "tel", "telephone", "mobile", "mobile phone", "cell", "cell phone",
        "phone number", "phone no", "contact phone", "customer phone", "telephone number", "mobile number",
        "contact number",
    ),
    "address": (
        "address", "地址", "服务地址", "用户地址", "客户地址", "详细地址", "联系地址", "安装地址",
        "上门地址", "维修地址", "收货地址", "送货地址", "住址", "家庭地址", "地址详情", "service address",
        "customer address", "full address", "street address", "site address", "location address",
    ),
    "category": (
        "category", "品类", "产品类别", "产品大类", "大类", "商品类别", "产品类型", "产品品类", "商品品类",
        "品名", "产品名称", "商品名称", "产品", "商品", "电器", "电器类别", "product", "product category",
        "product type", "appliance", "product name", "product group",
    ),
    "model": (
        "model", "型号", "产品型号", "商品型号", "机型", "规格型号", "机器型号", "规格", "product model",
        "model no", "model number",
    ),
    "called_at": (
        "called_at", "叫修时间", "报修时间", "报修日期", "受理时间", "受理日期", "来电时间", "创建时间",
        "建单时间", "下单时间", "登记时间", "接单时间", "申请时间", "提交时间", "开单时间", "录单时间",
        "叫修日期", "call time", "called", "created", "created at", "created date", "create time",
        "creation date", "reported at", "request time", "requested at", "opened at", "order date",
        "order time", "call date",
    ),
    "required_from": (
        "required_from", "预约开始", "预约开始时间", "要求开始时间", "上门开始时间", "预约起", "预约时间起",
        "appointment start", "appointment from", "required start", "start time", "scheduled start",
        "window start", "from",
    ),
    "required_to": (
        "required_to", "预约结束", "预约结束时间", "要求结束时间", "上门结束时间", "预约止", "预约时间止",
        "要求完成时间", "appointment end", "appointment to", "required end", "end time", "scheduled end",
        "window end", "to",
    ),
    "required_date": (
        "预约日期", "上门日期", "要求日期", "服务日期", "安装日期", "预约上门日期", "appointment date",
        "required date", "visit date", "scheduled date",
    ),
    "required_time": (
        "预约时间", "上门时间", "预约上门时间", "要求时间", "要求上门时间", "预约时段", "上门时段",
        "时间段", "预约", "appointment", "appointment time", "required time", "visit time",
        "scheduled time", "time window", "required",
    ),
    "urgent": (
        "urgent", "加急", "是否加急", "紧急", "是否紧急", "紧急程度", "紧急标识", "加急标志", "优先级",
        "临时加急", "急件", "urgency", "priority", "is urgent", "rush",
    ),
    "store": (
        "store", "商场", "来源", "销售商场", "门店", "来源商场", "来源门店", "销售门店", "购买商场", "卖场",
        "店名", "销售单位", "经销商", "购机商场", "shop", "source", "source store", "store name", "dealer",
        "branch store", "retailer",
    ),
    "point": (
        "point", "网点", "服务网点", "网点编码", "网点代码", "网点名称", "派工网点", "承接网点", "服务商",
        "network point", "service point", "point code", "service center", "service centre", "workshop",
    ),
    "remark": (
        "remark", "备注", "故障描述", "说明", "故障现象", "问题描述", "故障", "描述", "客户要求",
        "服务要求", "服务内容", "报修内容", "留言", "附注", "备注信息", "备注说明", "remarks", "note",
        "notes", "comment", "comments", "description", "problem", "fault", "problem description",
        "fault description", "details",
    ),
    "address_province": ("省", "省份", "所在省", "省市", "省/直辖市", "province"),
    "address_city": ("市", "城市", "所在市", "地市", "地级市"),
    "address_district": ("区", "区县", "县区", "行政区", "所在区", "所在区县", "区域", "县"),
    "address_street": ("街道", "乡镇", "街道乡镇", "所在街道", "街道/乡镇", "乡镇街道"),
}  # fmt: skip
"""Headings that mean a field, by import name; compared without case, width, spaces and signs."""

REFUSED_LINE = ("refused_line", "拒收行号")
"""Heading of the line number in a file of refused rows; left out when the file is imported again."""
REFUSED_REASON = ("refused_reason", "拒收原因")
RECORD_COLUMNS = (
    "state", "batch", "due_at", "due_policy", "received_at", "entered_at", "entered_by", "day", "district",
    "street", "area", "incomplete", "repeat_of", "hold_until", "hold_reason", "cancel_reason",
    "reappointed", "version", "pinned", "dispatched_at", "worker", "arrived_at", "done_at", "signed", "closed_at",
    "review", "addenda", "split_of", "merged_into", "extras",
)  # fmt: skip
"""What an export adds of its own; an import of an export leaves these columns out."""
_EXPORT_SIGNS = frozenset({"state", "due_policy", "entered_at", "version"})

_LONGEST_YEAR = 4
_PARENTHESES = re.compile(r"[(\[【〔].*?[)\]】〕]")

_FIELD_BY_KEY = {key(word): field for field, words in HEADINGS.items() for word in words}
_REFUSED_KEYS = frozenset(key(word) for word in REFUSED_LINE + REFUSED_REASON)


@lru_cache(maxsize=4096)
def field_of_heading(heading: str) -> str:
    """Return the import name (or part name) that a heading means, an empty string when it means none.

    Case, width, spaces, signs and remarks in parentheses don't count: ``＊联系电话（必填）`` is a telephone.
    """
    found = _FIELD_BY_KEY.get(key(heading))
    if found is None:
        found = _FIELD_BY_KEY.get(key(_PARENTHESES.sub("", fold(heading))), "")
    return found


def is_refused_column(heading: str) -> bool:
    """Tell whether the heading is one that files of refused rows add."""
    return key(heading) in _REFUSED_KEYS


def is_own_export(headings: Sequence[str]) -> bool:
    """Tell whether the headings are those of this program's own export of slips."""
    return set(headings) >= _EXPORT_SIGNS


def is_own_file(headings: Sequence[str]) -> bool:
    """Tell whether this program wrote the file: an export, or the refused rows of an import."""
    return is_own_export(headings) or any(is_refused_column(heading) for heading in headings)


def heading_score(cells: Sequence[str]) -> int:
    """Return how many different fields the cells name when they are read as headings.

    A single field counts only when it is the slip number: ``说明`` alone is a title. A line with a long number in it
    is a slip, whatever words stand beside it.
    """
    if any(len(cell) > _LONGEST_YEAR and cell.isdigit() for cell in cells):
        return 0
    found = {field for field in map(field_of_heading, cells) if field}
    return len(found) if len(found) > 1 or "order_no" in found else 0


_FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""Full-width signs start a formula in the spreadsheets of East Asia."""
_ESCAPED_FORMULA = re.compile(f"'+[{re.escape(_FORMULA_STARTS)}]")


def escaped_formula(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before it."""
    if text[:1] not in _FORMULA_STARTS and not _ESCAPED_FORMULA.match(text):
        return text
    return f"'{text}" if text else text


def unescaped_formula(text: str) -> str:
    """Return what a cell of this program's own file meant before ``escaped_formula``."""
    return text[1:] if text[:1] == "'" and _ESCAPED_FORMULA.match(text) else text


KIND_WORDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ENGINEERING: ("工程", "中央空调", "engineering", "project", "central air conditioning"),
    Kind.REMOVAL: (
        "拆装", "拆机", "移机", "退机", "换机", "退换机", "退换", "拆除", "拆卸", "拆换", "迁移", "退货",
        "换货", "removal", "remove", "relocation", "relocate", "dismantle", "dismantling", "exchange",
        "uninstall", "uninstallation", "move",
    ),
    Kind.INSTALL: (
        "安装", "装机", "新装", "安裝", "装", "install", "installation", "installing", "fitting", "setup",
        "new install",
    ),
    Kind.REPAIR: (
        "维修", "修理", "报修", "叫修", "检修", "返修", "故障", "維修", "修", "repair", "repairs",
        "service", "fix", "maintenance", "breakdown",
    ),
}  # fmt: skip
_KIND_BY_KEY = {key(word): kind for kind, words in KIND_WORDS.items() for word in (*words, kind.value)}
_SHORTEST_PART = 2
_NOT_A_KIND = ("取消", "咨询", "投诉")


@lru_cache(maxsize=4096)
def kind_of_word(word: str) -> Kind:
    """Return the kind that a word means, UNSORTED when it means none or two at once (row A-09).

    A phrase counts by the word it contains: ``空调安装`` is an installation, ``安装/维修`` waits to be sorted.
    """
    folded = key(word)
    if folded in _KIND_BY_KEY:
        return _KIND_BY_KEY[folded]
    if any(refusal in folded for refusal in _NOT_A_KIND):
        return Kind.UNSORTED
    tokens = set(re.findall(r"[a-z]+", fold(word).casefold()))
    found = {
        kind
        for text, kind in _KIND_BY_KEY.items()
        if (text in tokens if text.isascii() else len(text) >= _SHORTEST_PART and text in folded)
    }
    for stronger in (Kind.ENGINEERING, Kind.REMOVAL):
        if stronger in found:
            return stronger
    return found.pop() if len(found) == 1 else Kind.UNSORTED


_YES = frozenset(
    key(word)
    for word in (
        "是", "对", "y", "yes", "1", "true", "t", "加急", "紧急", "特急", "急", "临时加急", "急件",
        "非常紧急", "很急", "有", "urgent", "high", "rush", "emergency", "asap", "高", "x", "on", "1.0",
    )
)  # fmt: skip
_NO = frozenset(
    key(word)
    for word in (
        "否", "不", "不是", "n", "no", "0", "false", "f", "普通", "一般", "正常", "不急", "不加急",
        "非加急", "非紧急", "无", "normal", "low", "medium", "standard", "regular", "none", "null", "低",
        "中", "off", "0.0", "常规",
    )
)  # fmt: skip


@lru_cache(maxsize=1024)
def yes_or_no(word: str) -> bool | None:
    """Return whether a word says yes, None when it says neither; an empty word says no."""
    if word.strip() in ("√", "✓", "✔"):
        return True
    folded = key(word)
    if folded in _YES:
        return True
    return False if folded in _NO or not folded else None

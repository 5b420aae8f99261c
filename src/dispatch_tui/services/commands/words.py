"""The vocabulary of the command language: each verb with its English, Chinese and pinyin names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch_tui.errors import Ambiguous, BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, pgettext
from dispatch_tui.i18n import mark as N_


class Verb(StrEnum):
    """What a command does."""

    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    REAPPOINT = "reappoint"
    CORRECT = "correct"
    PLACE = "place"
    URGENT = "urgent"
    NORMAL = "normal"
    SORT = "sort"
    NOTE = "note"
    BATCH = "batch"
    ZERO = "zero"
    CHASE = "chase"
    SEASON = "season"
    UNDO = "undo"
    REDO = "redo"
    AT = "at"
    FIND = "find"
    SHOW = "show"
    BOARD = "board"
    LATER = "later"
    """A word of dispatching itself, which this version does not do."""


@dataclass(frozen=True, slots=True)
class Word:
    """One verb with its names."""

    verb: Verb
    english: tuple[str, ...]
    """The first is the one shown."""
    chinese: tuple[str, ...]
    pinyin: tuple[str, ...]
    english_form: str
    """How it is written, shown by completion and in errors."""
    chinese_form: str
    does: str
    """What it does, to be translated when shown."""

    @property
    def form(self) -> str:
        """How it is written, in the user's language."""
        return self.chinese_form if language() == "zh" else self.english_form


WORDS: tuple[Word, ...] = (
    Word(
        Verb.HOLD,
        ("hold",),
        ("挂起", "另约挂起"),
        ("gq",),
        "hold 104 until 11-25 customer away",
        "挂起 104 到 11-25 客户外出",
        N_("put slips on hold until a day"),
    ),
    Word(
        Verb.RESUME,
        ("resume", "unhold"),
        ("恢复", "解挂"),
        ("hf",),
        "resume 104",
        "恢复 104",
        N_("take slips off hold"),
    ),
    Word(
        Verb.CANCEL,
        ("cancel",),
        ("取消", "作废"),
        ("qx",),
        "cancel 104 bought elsewhere by=store",
        "取消 104 已在别处购买 由=商场",
        N_("cancel slips, with a reason"),
    ),
    Word(
        Verb.REAPPOINT,
        ("reappoint", "re-appointment", "appoint"),
        ("改约", "另约", "预约"),
        ("gy",),
        "reappoint 104 11-25 9:00-11:00 customer asked",
        "改约 104 11-25 9:00-11:00 客户要求",
        N_("give a new appointment"),
    ),
    Word(
        Verb.CORRECT,
        ("correct", "fix"),
        ("更正", "修改"),
        ("gz",),
        "correct 104 phone=13812345678",
        "更正 104 电话=13812345678",
        N_("correct fields of a slip"),
    ),
    Word(
        Verb.PLACE,
        ("place",),
        ("派到", "分到", "派给", "分给"),
        ("pd", "fd"),
        "place 101-118 cy | auto",
        "派到 101-118 cy | 自动",
        N_("choose the network point by hand, or let it be proposed"),
    ),
    Word(
        Verb.URGENT,
        ("urgent",),
        ("加急",),
        ("jj",),
        "urgent 104 16:00",
        "加急 104 16:00",
        N_("mark as urgent, with the time required"),
    ),
    Word(
        Verb.NORMAL,
        ("normal",),
        ("取消加急", "不急", "普通"),
        ("pt", "qxjj"),
        "normal 104 customer can wait",
        "取消加急 104 客户可以等",
        N_("take the urgent mark away, with a reason"),
    ),
    Word(
        Verb.SORT,
        ("sort",),
        ("分类", "归类"),
        ("fl",),
        "sort 104 repair",
        "分类 104 维修",
        N_("sort slips into a kind"),
    ),
    Word(
        Verb.NOTE,
        ("note",),
        ("备注",),
        ("bz",),
        "note 104 dog in the yard",
        "备注 104 院内有狗",
        N_("add a remark"),
    ),
    Word(
        Verb.BATCH,
        ("batch", "hand-over"),
        ("批次", "交接"),
        ("pc", "jjd"),
        "batch 12:30 declared 23 clerk 王敏",
        "批次 12:30 申报 23 受理员 王敏",
        N_("record a hand-over of slips"),
    ),
    Word(
        Verb.ZERO,
        ("zero",),
        ("零单",),
        ("ld",),
        "zero 12:30",
        "零单 12:30",
        N_("record that a hand-over brings no slips"),
    ),
    Word(
        Verb.CHASE,
        ("chase",),
        ("催", "催促", "催单", "催批次"),
        ("cc", "cd"),
        "chase batch 12:30 they bring it at 12:50",
        "催 批次 12:30 答复12:50送到",
        N_("log that a late hand-over was chased"),
    ),
    Word(
        Verb.SEASON,
        ("season",),
        ("季节", "切换季节", "换季"),
        ("hj", "qhjj"),
        "season peak heat wave",
        "季节 旺季 高温",
        N_("switch the season from today on, with a reason"),
    ),
    Word(Verb.UNDO, ("undo",), ("撤销", "撤消"), ("cx",), "undo", "撤销", N_("take the last action back")),
    Word(
        Verb.REDO,
        ("redo",),
        ("重做", "恢复撤销"),
        ("cz", "zz"),
        "redo",
        "重做",
        N_("do again what was taken back"),
    ),
    Word(
        Verb.AT,
        ("at",),
        ("回看", "时点"),
        ("hk",),
        "at 10:30",
        "回看 10:30",
        N_("show the board as it was at a time"),
    ),
    Word(
        Verb.FIND,
        ("find", "search"),
        ("查", "查找", "搜索", "找"),
        ("cha", "ss"),
        "find 1234 | find @overdue",
        "查 1234 | 查 @超时",
        N_("find slips"),
    ),
    Word(
        Verb.SHOW,
        ("show", "open"),
        ("看", "查看", "打开", "显示"),
        ("kan", "ck"),
        "show 104",
        "看 104",
        N_("open a slip"),
    ),
    Word(Verb.BOARD, ("board",), ("看板",), ("kb",), "board", "看板", N_("go to the board")),
)
"""Every verb that works."""

LATER_WORDS: tuple[str, ...] = (
    "assign", "send", "parts", "materials", "worker", "vehicle", "plan", "complaint", "recall", "withdraw",
    "card", "feedback", "split", "merge", "arrive", "arrived", "done",
    "派工", "分派", "派送", "发送", "预审", "配件", "备料", "作业者", "派车", "用车", "计划", "投诉", "撤回",
    "流转卡", "反馈", "拆单", "并单", "到达", "完工", "pg", "fp", "ps", "ts",
)  # fmt: skip
"""Words of dispatching, vehicles and complaints, which belong to other parts of the room's work."""

UNTIL = frozenset({"until", "till", "to", "到", "至", "直到", "dao", "zd"})
TO = frozenset({"to", "on", "for", "到", "至", "改到", "为"})
BY_TIME = frozenset({"by", "before", "at", "于", "前", "在"})
AUTO = frozenset({"auto", "propose", "自动", "建议", "zd"})
REMEMBER = frozenset({"remember", "记住", "jz"})
"""After ``place``: keep the network point for this address."""
ASKED_BY = frozenset({"by", "由"})
"""After ``cancel``: the next word says who asked for it."""
ARTICLES = frozenset({"the", "our", "a", "an"})
"""Words before the one that says who asked."""
PARTIES = ("客户", "用户", "顾客", "商场", "门店", "厂家", "网点", "信息中心", "监管员")
"""Who asks for a cancellation when a reason begins with 客户要求 or 由客户."""
BATCH_WORDS = frozenset({"batch", "批次", "hand-over", "pc"})
DECLARED = frozenset({"declared", "declare", "申报", "应有", "数量"})
CLERK = frozenset({"clerk", "受理员", "经手"})
FETCHED = frozenset({"fetched", "取回", "自取"})
BROUGHT = frozenset({"brought", "送来", "送达"})
ZERO = frozenset({"zero", "零单", "无单"})
EXPLAINED = frozenset({"explained", "explain", "because", "说明", "原因"})
OPTIONS: Mapping[str, str] = {
    "by": "by", "由": "by", "申请人": "by", "提出人": "by",
    "force": "force", "强制": "force", "仍要": "force",
    "reason": "reason", "理由": "reason", "原因": "reason",
    "next": "next", "下次": "next",
    "whom": "whom", "对方": "whom",
    "way": "way", "方式": "way",
}  # fmt: skip
"""Names of the options ``name=value`` at the end of a command: who asked, why a warning is accepted ..."""


def _spellings() -> dict[str, Word]:
    found: dict[str, Word] = {}
    for word in WORDS:
        for spelling in (*word.english, *word.chinese, *word.pinyin):
            found[spelling] = word
    return found


SPELLINGS: Mapping[str, Word] = _spellings()
"""Each way to write a verb."""
WORD_OF: Mapping[Verb, Word] = {word.verb: word for word in WORDS}
"""The entry of each verb."""
_BY_LENGTH = sorted((s for s in SPELLINGS if not s.isascii()), key=len, reverse=True)
_LATER_BY_LENGTH = sorted((s for s in LATER_WORDS if not s.isascii()), key=len, reverse=True)


def shown(word: Word, language: str) -> str:
    """Return the verb's name in a language."""
    return word.chinese[0] if language == "zh" else word.english[0]


def find_verb(typed: str) -> tuple[Verb, str] | None:
    """Return the verb a word begins with, and what is left of the word ("挂起104" leaves "104").

    A beginning of an English verb counts when only one verb begins so. None when it is no verb; raises Ambiguous
    when several verbs begin with it.
    """
    folded = typed.casefold()
    if folded in SPELLINGS:
        return SPELLINGS[folded].verb, ""
    if folded in LATER_WORDS:
        return Verb.LATER, ""
    if not folded.isascii():
        for spelling in _BY_LENGTH:
            if folded.startswith(spelling):
                return SPELLINGS[spelling].verb, typed[len(spelling) :]
        if any(folded.startswith(spelling) for spelling in _LATER_BY_LENGTH):
            return Verb.LATER, ""
        return None
    if len(folded) < 2 or not folded.isalpha():
        return None
    likely = [word for word in WORDS if any(name.startswith(folded) for name in word.english)]
    if len(likely) > 1:
        raise Ambiguous(
            _("“{word}” may mean several commands.").format(word=typed),
            [(word.english[0], _(word.does)) for word in likely],
        )
    return (likely[0].verb, "") if likely else None


def not_understood(typed: str) -> BadInput:
    """Return the error for a line that begins with no verb."""
    names = pgettext(
        "list of commands", "hold, resume, cancel, reappoint, correct, place, urgent, note, find, undo"
    )
    return BadInput(
        _("“{word}” is not a command.").format(word=typed), _("Commands are {names} …").format(names=names)
    )


def not_yet(typed: str) -> BadInput:
    """Return the one sentence for a word of dispatching that this version does not carry out."""
    return BadInput(
        _("“{word}” is not part of this version.").format(word=typed),
        _("Slips can be placed, held, resumed, re-appointed, corrected, cancelled and noted."),
        code="not-available",
    )

"""The vocabulary of the command language: each verb with its English, Chinese and pinyin names, and the small words."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch_tui.errors import Ambiguous, BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext
from dispatch_tui.services.commands.verbs import Verb, Word
from dispatch_tui.services.commands.words_dispatching import DISPATCHING_WORDS
from dispatch_tui.services.commands.words_slips import SLIP_WORDS

__all__ = ["LATER_WORDS", "OPTIONS", "SPELLINGS", "WORDS", "WORD_OF", "Verb", "Word", "find_verb", "shown"]

WORDS: tuple[Word, ...] = (*SLIP_WORDS, *DISPATCHING_WORDS)
"""Every verb that works."""

LATER_WORDS: tuple[str, ...] = (
    "vehicle", "plan", "complaint", "派车", "用车", "计划", "投诉", "ts",
)  # fmt: skip
"""Words of vehicles and complaints, which belong to other parts of the room's work."""

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
    "by": "by", "由": "by", "申请人": "by", "提出人": "by", "确认人": "by", "对方确认": "by",
    "force": "force", "强制": "force", "仍要": "force",
    "reason": "reason", "理由": "reason", "原因": "reason",
    "next": "next", "下次": "next",
    "whom": "whom", "对方": "whom",
    "way": "way", "方式": "way",
    "at": "at", "时间": "at", "实际时间": "at", "发生时间": "at",
    "gap": "gap", "缺": "gap", "缺少": "gap",
    "printer": "target", "打印机": "target", "file": "target", "文件": "target",
}  # fmt: skip
"""Names of the options ``name=value`` at the end of a command: who asked, why a warning is accepted ..."""
OPTIONS_OF: Mapping[str, Verb] = {"gap": Verb.SHEET, "target": Verb.PRINT}
"""Options of one verb only; elsewhere such words are text."""


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
        "list of commands",
        "parts, assign, send, worker, arrived, done, close, recall, hold, cancel, find, undo",
    )
    return BadInput(
        _("“{word}” is not a command.").format(word=typed), _("Commands are {names} …").format(names=names)
    )


def not_yet(typed: str) -> BadInput:
    """Return the one sentence for a word of vehicles or complaints, which this version does not carry out."""
    return BadInput(
        _("“{word}” is not part of this version.").format(word=typed),
        _("Slips can be received, pre-reviewed, assigned, sent, followed and closed."),
        code="not-available",
    )

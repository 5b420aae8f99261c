"""Choosing the language of the process."""

import pytest

from dispatch_tui import i18n


@pytest.mark.parametrize(
    ("wanted", "environment", "code"),
    [
        ("zh", {"LANG": "en_US.UTF-8"}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("auto", {"LANG": "en_GB.UTF-8"}, "en"),
        ("auto", {"LANG": "zh_CN.GB18030"}, "zh"),
        ("auto", {"LANG": "C.UTF-8"}, "zh"),
        ("auto", {}, "zh"),
        ("auto", {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_resolve(wanted: str, environment: dict[str, str], code: str) -> None:
    assert i18n.resolve(wanted, environment) == code


def test_an_empty_message_stays_empty() -> None:
    """gettext's own answer to an empty message is the catalogue's header."""
    before = i18n.language()
    try:
        i18n.set_language("zh")
        assert i18n.gettext("") == ""
    finally:
        i18n.set_language(before)

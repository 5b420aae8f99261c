"""A TrueType font embedded in a PDF so that every character can be searched for and copied.

The PDF library writes the codes of rare characters (CJK extensions B to E) as they are into the table from which
readers take the text; the format asks for pairs of 16-bit units (UTF-16).
"""

from __future__ import annotations

import re
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

_BEYOND = re.compile(r"> <([0-9A-F]{5,6})>")


class EmbeddedFont(TTFont):  # type: ignore[misc]
    """A font whose rare characters are readable as text."""

    def addObjects(self, doc: Any) -> None:
        """Add the font's objects to a document."""
        super().addObjects(doc)
        for name, content in doc.idToObject.items():
            if str(name).startswith("toUnicodeCMap:"):
                content.content = _BEYOND.sub(
                    lambda found: f"> <{_utf16(int(found[1], 16))}>", content.content
                )


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be").hex().upper()

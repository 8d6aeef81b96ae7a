"""Words of another kind of unit: 我街道 in a 镇's report. A hint of a copied sentence, no more."""

from __future__ import annotations

import re

from fazhi_rag.types import Span

_KINDS = ("街道", "乡", "镇")
_FOREIGN = re.compile(
    r"[我本](?P<own>局|街道|乡(?!村)|镇)"
    r"|全(?P<all>局(?=各|上下|干部|职工|工作)|街道)"
    r"|(?:下放|下沉|赋权)(?:至|到|给)?(?P<down>街道|乡(?!镇)|镇)"
    r"|(?P<body>街道)(?:党工委|办事处)"
)


def find_foreign_words(text: str, township: str | None) -> list[tuple[str, Span]]:
    """Find words that name a kind of unit other than the township's own.

    A higher unit (全县, 我区) is not foreign: townships write of it. Without a township nothing is found.
    """
    own = next((kind for kind in _KINDS if township and township.endswith(kind)), None)
    if own is None:
        return []
    return [
        (match.group(), Span(*match.span()))
        for match in _FOREIGN.finditer(text)
        if match[match.lastgroup or 0] != own
    ]

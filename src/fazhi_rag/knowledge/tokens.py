"""Text to search tokens: single Chinese characters and their pairs, words of letters and digits whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇○]+")


def search_tokens(text: str) -> list[str]:
    """Return the tokens of a text in order: 矛盾纠纷 → 矛 矛盾 盾 盾纠 纠 纠纷 纷; 12345 and LED stay whole.

    Width and case are folded; punctuation and white space separate and are dropped.
    """
    return list(_tokens(unicodedata.normalize("NFKC", text).lower()))


def _tokens(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        if run[0].isascii():
            yield run
            continue
        for index, character in enumerate(run):
            yield character
            if index + 1 < len(run):
                yield run[index : index + 2]

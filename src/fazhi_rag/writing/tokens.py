"""Count tokens with tiktoken where its vocabulary is on the machine, else estimate; never download."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ENCODING = "o200k_base"
_VOCABULARY = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
_WIDE = "⺀"
"""Characters from here on (CJK, kana, full-width punctuation) are counted as wide."""


def estimate_tokens(text: str) -> int:
    """Estimate the o200k_base token count: wide characters / 1.38 + the rest / 1.8.

    Within 20 % of the true count on every paragraph of over 30 characters of five published reports, within
    3 % on each whole report (counted with o200k_base itself); short lines full of digits come out up to 20 %
    low. A budget should leave that much room.
    """
    wide = sum(char >= _WIDE for char in text)
    return round(wide / 1.38 + (len(text) - wide) / 1.8)


@cache
def token_counter() -> Callable[[str], int]:
    """Return tiktoken's counter if its vocabulary is cached on this machine, else `estimate_tokens`."""
    if not _vocabulary_file().is_file():
        return estimate_tokens
    import tiktoken

    encoding = tiktoken.get_encoding(ENCODING)
    return lambda text: len(encoding.encode(text, disallowed_special=()))


def count_tokens(text: str) -> int:
    """Count (or estimate) the tokens of `text`."""
    return token_counter()(text)


def take_within(texts: Iterable[str], budget: int) -> list[str]:
    """Return the leading `texts` that fit in `budget` tokens together."""
    kept: list[str] = []
    for text in texts:
        budget -= count_tokens(text)
        if budget < 0:
            break
        kept.append(text)
    return kept


def _vocabulary_file() -> Path:
    """Where tiktoken looks before it downloads. Source: tiktoken.load.read_file_cached."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    key = hashlib.sha1(_VOCABULARY.encode(), usedforsecurity=False).hexdigest()
    return Path(folder or Path(tempfile.gettempdir()) / "data-gym-cache") / key

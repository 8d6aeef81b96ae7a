"""House style of a draft: full-width punctuation, no controls."""

from __future__ import annotations

import re

_HALF = str.maketrans(",;:?!()", "，；：？！（）")
_CHINESE = "\u3400-\u9fff“”《》【】（）"
_BETWEEN = re.compile(
    rf"(?<=[{_CHINESE}])\s*[,;:?!()]\s*(?=[{_CHINESE}\d\n]|$)|[()](?=[{_CHINESE}])"
    rf"|(?<=\d)[,;]\s*(?=[{_CHINESE}])"
)
_SPACE = re.compile(r"(?<=[\u3400-\u9fff，。；：、”》）])[ \t\u3000]+(?=[\u3400-\u9fff“《（【])")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def to_house_style(text: str) -> str:
    """Return `text` with full-width punctuation after Chinese, without stray spaces and controls."""
    bare = _CONTROL.sub("", text.replace("\r\n", "\n"))
    return _SPACE.sub("", _BETWEEN.sub(lambda m: m.group().strip().translate(_HALF), bare))

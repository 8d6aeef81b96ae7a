"""Approximators: which words beside a number make it a bound, and which bound."""

from __future__ import annotations

import re

from fazhi_rag.numbers.words import stands_alone
from fazhi_rag.types import Approx

# 近 (a bit less, never sure to be less) and 来 count as about: the safest reading of a hedge.
BEFORE = {
    Approx.ABOUT: "约 大约 大概 大致 约为 约有 近 将近 接近 几近 差不多 左右为 约计 估计",
    Approx.MORE_THAN: "超 超过 逾 突破 多于 高于 大于 不止 远超 已超 过 >",
    Approx.AT_LEAST: "至少 不少于 不低于 不下 不下于 不小于 最少 最低 起码 达到或超过 上 成 ≥",
    Approx.LESS_THAN: "不足 不到 少于 低于 小于 未满 不满 未达 未达到 <",
    Approx.AT_MOST: "不超过 不超 最多 至多 不多于 不高于 不大于 最高不超过 不得超过 控制在 上限为 ≤",
}
AFTER = {
    Approx.ABOUT: "左右 上下 许 不等 前后 来",
    Approx.MORE_THAN: "余 多 有余 出头 开外 挂零 强 大关",
    Approx.AT_LEAST: "以上 及以上 或以上 及其以上 之上 起 的底线 的下限 的门槛",
    Approx.AT_MOST: "以下 及以下 或以下 以内 之内 之下 封顶 内 的上限 的限额",
}

_BEFORE = {word: approx for approx, words in BEFORE.items() for word in words.split()}
_AFTER = {word: approx for approx, words in AFTER.items() for word in words.split()}


def _either(words: dict[str, Approx]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_BEFORE_HERE = re.compile(rf"(?:{_either(_BEFORE)})\Z")
_FAR = ("至少", "不少于", "不低于", "不下", "不下于", "最少", "起码", "最多", "至多", "不超过", "不得超过")
"""Bounds that may stand some characters off: 至少完成40学时."""
_BEFORE_FAR = re.compile(rf"({'|'.join(sorted(_FAR, key=len, reverse=True))})(?!的)[^，。；、,;0-9]{{0,6}}\Z")
_DENIED = re.compile(r"[没未不](?:有|会|得|可能|能|可|应|宜|曾|再|准|必)?\Z")
_REVERSED = {Approx.MORE_THAN: Approx.AT_MOST, Approx.LESS_THAN: Approx.AT_LEAST}
"""What a denied bound says: 不会超过9元 is at most 9."""
_OF_WHOLE = re.compile(r"(接近|将近|超过|不足|不到)[^，。；、,;0-9]{1,10}的\Z")
_SHARE = re.compile(r"[0-9.]+[%％成]|[一二三四五六七八九]成|百分之|[一二三四五六七八九十]分之")
"""接近受理总数的七成: before a share, the bound may stand before the whole."""
_LAST = frozenset(word[-1] for word in _BEFORE)
_FAR_START = frozenset(word[0] for word in _FAR)
_OUTER = re.compile(
    rf" ?({_either({w: a for w, a in _AFTER.items() if w not in ('来', '强', '起', '内', '多', '余')})})"
)
_LOOSE = re.compile(
    r"余(?![额款下地粮热量])|多(?![0-9一二两三四五六七八九十百次个家种项名条样元方层级维渠部门功媒数半少出收于花付亏赚占学重边媒机地国民语式措])|起(?=[，。、；）售租卖步]|$)|强(?=[，。、；]|$)"
)
_FIRST = frozenset(word[0] for word in _AFTER) | {" "}
_WITHIN = re.compile(r"内(?![部容外地在科设存涵控审心需蒙阁政陆环幕])")
_REACHES = frozenset(
    [
        "天",
        "日",
        "小时",
        "年",
        "个月",
        "分钟",
        "周",
        "秒",
        "工作日",
        "公里",
        "米",
        "元",
        "次",
        "亩",
        "里",
        "季度",
        "个季度",
        "秒钟",
        "个星期",
    ]
)


def before(text: str, start: int) -> tuple[int, Approx]:
    """Return where the number with its approximator starts, and the bound it sets.

    An approximator that stands farther left (至少完成40学时) sets the bound without joining the span.
    """
    left = text[max(0, start - 6) : start]
    trimmed = left.rstrip(" ")
    found = _BEFORE_HERE.search(trimmed) if trimmed[-1:] in _LAST else None
    if found and _joins(trimmed, found[0]):
        at = found.start()
        return start - len(left) + _denied_from(left, at, found[0]), _bound(left, found, 0)
    if text[start - 1 : start] == "的" and _SHARE.match(text, start):
        whole = _OF_WHOLE.search(text, max(0, start - 16), start)
        if whole:
            return start, _bound(text[: whole.end(1)], whole, 1)
    if _FAR_START.isdisjoint(text[max(0, start - 10) : start]):
        return start, Approx.EXACT
    if far := _BEFORE_FAR.search(text, max(0, start - 10), start):
        return start, _BEFORE[far[1]]
    return start, Approx.EXACT


def _bound(text: str, found: re.Match[str], group: int) -> Approx:
    """Return the bound of an approximator, turned round where it is denied."""
    bound = _BEFORE[found[group]]
    denied = bound in _REVERSED and _DENIED.search(text, max(0, found.start(group) - 4), found.start(group))
    return _REVERSED[bound] if denied else bound


def _denied_from(left: str, at: int, word: str) -> int:
    """Return where an approximator at `at` starts, with what denies it."""
    denied = _DENIED.search(left, 0, at) if _BEFORE[word] in _REVERSED else None
    return denied.start() if denied else at


_PART_OF_WORD = {
    "上": "早晚网线地路身会以之乡镇如加向迈午边面车马街跟赶北南",
    "成": "完达建形组构促造变生养收落年",
    "过": "通经不度渡路越难错胜好受见走来做办太",
    "近": "附最临新远邻靠",
    "超": "赶中英欧西德意",
    "约": "合节大条公签预纽特相契违婚失",
    "逾": "",
}


def _joins(left: str, word: str) -> bool:
    """Whether the approximator is a word here and not the end of another (早上, 完成, 经过, 附近)."""
    if word not in _PART_OF_WORD:
        return True
    if left[-len(word) - 1 : -len(word)] in set(_PART_OF_WORD[word]):
        return False
    near = left[-_WORD:]
    return stands_alone(near, len(near) - 1)


_WORD = 6
"""How far left of an approximator a word is looked for that ends in it (村规民约)."""


def needs_round(text: str, start: int, end: int) -> bool:
    """Whether 上 or 成 stands before a number it cannot bound: only 上百, 上千, 成百 are said."""
    return text[start - 1 : start] in ("上", "成") and text[start] not in "百千万亿"


def after(text: str, end: int, unit: str | None) -> tuple[int, Approx]:
    """Return where the number with a following approximator ends, and the bound it sets."""
    if text[end : end + 1] not in _FIRST:
        return end, Approx.EXACT
    if found := _OUTER.match(text, end):
        return found.end(), _AFTER[found[1]]
    if found := _LOOSE.match(text, end):
        return found.end(), _AFTER[found[0]]
    if unit in _REACHES and (found := _WITHIN.match(text, end)):
        return found.end(), Approx.AT_MOST
    return end, Approx.EXACT

"""Read the slots of a number: what it is per, who did it, which way, with what outcome, plan or result."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .pers import TIME_SPANS, stretches
from .synonyms import canonicalise

_BESIDE = re.compile(r"[比较][^，。；]{1,12}(?:(?P<up>[高多长快增涨升])|(?P<down>[低少短慢减降跌]))了?出?$")
_BARE = re.compile(r"(?:(?P<up>(?<![暴看])涨|(?<![每毫公])升|(?<![新净递日月年])增)|(?P<down>[降跌减]))了?$")
"""涨近2%, 降16%: one character right before the number."""
_EXTENT = re.compile(r"(?:(?P<up>[增涨升]幅)|(?P<down>[降跌减]幅))[^，。；]{0,12}$")
_CARRIED = frozenset({"rank", "level"})


@dataclass(frozen=True, slots=True)
class Slots:
    """What fixes a number besides its subject. None and empty mean: the text does not say."""

    pers: frozenset[str] = frozenset()
    """All it is counted per: 每村每年 is per 村 and per 年."""
    shared: bool = False
    """The clause spreads one number over several (每, 均, 各), whether or not `pers` was read."""
    each: bool = False
    """Each of several has it (各领办1件)."""
    total: bool = False
    """The clause says that it is a total (共, 合计)."""
    mean: bool = False
    """The clause says that it is a mean (平均)."""
    direction: str | None = None
    """up | down."""
    outcome: str | None = None
    """tried | done."""
    role: str | None = None
    """before | after, in a change from one number to another."""
    part: bool = False
    plan: bool = False
    """The clause says so: 计划, 力争."""
    under_plan: bool = False
    """The heading above says so: 下一步工作打算."""
    done: bool = False
    """The clause says that it is done already (已), whatever is planned besides."""
    result: bool = False
    """The clause tells what was done (已, 共, 累计), so a plan's number cannot be meant."""
    everywhere: bool = False
    """The text speaks of the whole township (全镇, 镇村两级), so one level's number will not do."""
    exclusive: tuple[tuple[str, str], ...] = ()
    """Pairs (row, value) of data/slots.json."""

    @property
    def per(self) -> str | None:
        """What it is counted per, the place or thing first; None where the text does not say."""
        return min(self.pers, key=lambda per: (per in TIME_SPANS, per), default=None)


@cache
def slot_words() -> dict[str, Any]:
    """Return data/slots.json."""
    loaded: dict[str, Any] = json.loads(
        (files("fazhi_rag.numbers") / "data" / "slots.json").read_text("utf-8")
    )
    return loaded


@cache
def _any_of(name: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(slot_words()[name], key=len, reverse=True))))


@cache
def _exclusive() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    words = {
        word: (row, value)
        for row, values in slot_words()["exclusive"].items()
        for value, spellings in values.items()
        for word in spellings
    }
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))), words


@cache
def _sides(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (side, re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))))
        for side, words in slot_words()[name].items()
    )


def has_words(name: str, text: str) -> bool:
    """Whether `text` holds a word of the list `name` of data/slots.json."""
    return bool(_any_of(name).search(text))


def without_words(name: str, text: str) -> str:
    """Return `text` without the words of the list `name` of data/slots.json."""
    return _any_of(name).sub("", text)


def read_exclusive(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the exclusive words that govern a number; a nearer text overrules a farther one.

    `texts` runs from the number outward, its own zone first; only who did it carries over from the others.
    A row named twice with different values in one text (镇村两级) is left out: it tells nothing apart.
    """
    pattern, words = _exclusive()
    chosen: dict[str, str | None] = {}
    for distance, text in enumerate(texts):
        here: dict[str, str | None] = {}
        for found in pattern.finditer(text):
            row, value = words[found[0]]
            if not value or (distance and row not in _CARRIED):
                continue
            # Who acts is who was named last; in the number's own words two values tell nothing apart.
            here[row] = value if distance or here.get(row, value) == value else None
        chosen = here | chosen
    return tuple(sorted((row, value) for row, value in chosen.items() if value))


def read_side(name: str, text: str) -> str | None:
    """Return which side of a two-sided list (direction) `text` names; None for neither or both."""
    sides = [side for side, pattern in _sides(name) if pattern.search(text)]
    return sides[0] if len(sides) == 1 else None


def read_direction(left: str, own: str) -> str | None:
    """Return up or down: as the word right before a number says (比去年低1.2元), or else its own words.

    What a drop (降幅) is said to widen to is a drop still.
    """
    if found := _BESIDE.search(left) or _EXTENT.search(left) or _BARE.search(left):
        return "up" if found["up"] else "down"
    return read_side("direction", own)


def read_outcome(text: str) -> str | None:
    """Return tried or done: 调解156宗 was tried, 调解成功155宗 and 化解155宗 were done; None if not told."""
    bare = without_words("not_outcome", text)
    sides = {side for side, pattern in _sides("outcome") if pattern.search(bare)}
    if sides == {"tried", "done"}:
        only_mediation = all(word not in bare for word in slot_words()["outcome"]["tried"] if word != "调解")
        return "done" if only_mediation else None
    return next(iter(sides), None)


def read_role(stated: str | None, *, left: str, right: str) -> str | None:
    """Return before or after for the two numbers of 由4间提升到14间; `left` and `right` lie in the clause."""
    if stated in ("before", "after"):
        return stated
    if has_words("change", right) and re.search(r"(由|从|原来|之前|此前|原有)[^，。]{0,14}$", left):
        return "before"
    if re.search(
        r"(到|至|为)(了|现在|目前|如今|今年[^，。；\d]{0,8}的)?的?[^\W\d]{0,2}$", left
    ) and has_words("change", left):
        return "after"
    if has_words("change", left + right):
        return None
    if re.search(r"原来|原有|之前|此前|原先|以前|过去|[革造建]前", left):
        return "before"
    return "after" if re.search(r"现在|目前|现[有为已]|如今|今年", left) else None


def wants_head(left: str, own: str) -> bool:
    """Whether the subject is elided and stands with an earlier number: 分管领导开展4次, 其中…, 增长3%."""
    words = left.strip(" ，、：:“”（）()")
    if len(canonicalise(own).replace(" ", "")) < 2 or has_words("part", words[:3]):
        return True
    ends = any(words.endswith(word) for word in slot_words()["object_wanted"])
    return (ends and own == left) or words.startswith(("同比", "增长", "占", "下降", "较上年"))


def conflicting_slot(draft: Slots, source: Slots) -> str | None:
    """Return the name of a slot in which the two cannot be one claim; None if they may be."""
    if _other_per(draft, source) or _other_sharing(draft, source):
        return "per"
    for name in ("direction", "outcome", "role"):
        mine, theirs = getattr(draft, name), getattr(source, name)
        if mine and theirs and mine != theirs:
            return name
    theirs_exclusive = dict(source.exclusive)
    if (
        draft.everywhere
        and theirs_exclusive.get("level") in ("镇", "村")
        and "level" not in dict(draft.exclusive)
    ):
        return "level"
    if any(_excludes(value, theirs_exclusive.get(row, value)) for row, value in draft.exclusive):
        return "exclusive"
    if (draft.done or not draft.plan) and (
        (source.plan and not source.done) or (source.under_plan and draft.result)
    ):
        return "plan"
    if draft.plan and not draft.done and source.done and not source.plan:
        return "plan"
    return None


def _excludes(one: str, other: str) -> bool:
    return not set(one.split("/")) & set(other.split("/"))


def _other_per(draft: Slots, source: Slots) -> bool:
    """Whether the two are counted per different stretches, or per different things."""
    mine, theirs = stretches(draft.pers), stretches(source.pers)
    if draft.pers and source.pers and not draft.pers & source.pers and "年" not in draft.pers | source.pers:
        return True
    return any(
        _differ(one, other, draft, source)
        for one, other in (
            (mine, theirs),
            (draft.pers - mine, source.pers - theirs),
        )
    )


def unlike_stretches(one: Slots, other: Slots) -> bool:
    """Whether the two are counted per stretches of time, and not the same (每月, 每年)."""
    mine, theirs = stretches(one.pers), stretches(other.pers)
    return bool(mine and theirs) and not mine & theirs


def _differ(mine: frozenset[str], theirs: frozenset[str], draft: Slots, source: Slots) -> bool:
    """Compare one sort of per; a report's year is its own stretch, and each (各) may stand for any per."""
    if mine and theirs:
        return not (mine <= theirs or theirs <= mine)
    if (not mine and not theirs) or "年" in mine | theirs:
        return False
    unread = source if mine else draft
    return not (unread.shared or unread.pers) or (unread.total and not unread.each)


def _other_sharing(draft: Slots, source: Slots) -> bool:
    """Whether one is a total or an extreme and the other what each has, or the mean."""
    extreme = "extreme" in dict(draft.exclusive)
    if draft.total and not (source.total or draft.each or draft.pers or draft.mean):
        return source.each or source.mean or bool(source.pers)
    if source.mean != draft.mean and not (draft.pers or source.pers):
        return extreme if source.mean else source.total or source.each
    return False

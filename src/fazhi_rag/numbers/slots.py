"""Read the slots of a number: what it is per, who did it, which way, with what outcome, plan or result."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_PER = re.compile(
    r"每(?:个|名|一|位)?(半年|季度|季|月|年|周|星期|日|天|人|户|村|社区|家|[^\W\d一二三四五六七八九十两]{1,4}?)(?=[均各都，、（配有聘设建至不开组召学集举进排走公]|$)"
)
_ONCE = re.compile(
    r"(?<!第)一个?(周|星期|月|年|天|季度)(?!来|间|内|里|中|下来)[^\d，。；一二三四五六七八九十]{0,10}$"
)
_MEAN = re.compile(r"(人|户|村|月|年|日|季)均")
_CARRIED = frozenset({"rank", "level"})
_PER_SPELLING = {
    "季": "季度",
    "天": "日",
    "星期": "周",
    "个月": "月",
    "月份": "月",
    "村居": "村",
    "村（居）": "村",
    "村（社区）": "村",
    "村(居)": "村",
    "村(社区)": "村",
}


@dataclass(frozen=True, slots=True)
class Slots:
    """What fixes a number besides its subject. None and empty mean: the text does not say."""

    per: str | None = None
    shared: bool = False
    """The clause spreads one number over several (每, 均, 各), whether or not `per` was read."""
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
            if distance and row not in _CARRIED:
                continue
            # Who acts is who was named last; in the number's own words two values tell nothing apart.
            here[row] = value if distance or here.get(row, value) == value else None
        chosen = here | chosen
    return tuple(sorted((row, value) for row, value in chosen.items() if value))


def read_side(name: str, text: str) -> str | None:
    """Return which side of a two-sided list (direction) `text` names; None for neither or both."""
    sides = [side for side, pattern in _sides(name) if pattern.search(text)]
    return sides[0] if len(sides) == 1 else None


def read_outcome(text: str) -> str | None:
    """Return tried or done: 调解156宗 was tried, 调解成功155宗 and 化解155宗 were done; None if not told."""
    bare = without_words("not_outcome", text)
    sides = {side for side, pattern in _sides("outcome") if pattern.search(bare)}
    if sides == {"tried", "done"}:
        only_mediation = all(word not in bare for word in slot_words()["outcome"]["tried"] if word != "调解")
        return "done" if only_mediation else None
    return next(iter(sides), None)


def read_per(stated: str | None, left: str) -> str | None:
    """Return what a number is counted per, from the mention or the text left of it in its clause."""
    if stated:
        return _PER_SPELLING.get(stated, stated)
    found = [*_PER.finditer(left), *_MEAN.finditer(left), *_ONCE.finditer(left)]
    if not found:
        return None
    return _PER_SPELLING.get(found[-1][1], found[-1][1])


def read_role(stated: str | None, *, left: str, right: str) -> str | None:
    """Return before or after for the two numbers of 由4间提升到14间; `left` and `right` lie in the clause."""
    if stated in ("before", "after"):
        return stated
    if has_words("change", right) and re.search(r"(由|从|原来|之前|此前|原有)[^，。]{0,14}$", left):
        return "before"
    if re.search(r"(到|至|为)(了|现在|目前|如今)?的?[^\W\d]{0,2}$", left) and has_words("change", left):
        return "after"
    if has_words("change", left + right):
        return None
    if re.search(r"原来|原有|之前|此前|原先|以前|过去|[革造建]前", left):
        return "before"
    return "after" if re.search(r"现在|目前|现[有为已]|如今|今年", left) else None


def conflicting_slot(draft: Slots, source: Slots) -> str | None:
    """Return the name of a slot in which the two cannot be one claim; None if they may be."""
    if draft.per != source.per and not _excused_per(draft, source):
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
    if (draft.done or not draft.plan) and (source.plan or (source.under_plan and draft.result)):
        return "plan"
    if draft.plan and not draft.done and source.done and not source.plan:
        return "plan"
    return None


def _excludes(one: str, other: str) -> bool:
    return not set(one.split("/")) & set(other.split("/"))


def _excused_per(draft: Slots, source: Slots) -> bool:
    """Whether a missing `per` is only unread: the other clause spreads its number too, or it is per year."""
    if draft.per and source.per:
        return False
    unread = source if draft.per else draft
    return unread.shared or "年" in (draft.per, source.per)

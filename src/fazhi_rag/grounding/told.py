"""Read the changes a source tells beside a number: 现有11名，较上年增加4名 says that there were 7.

A draft that states the number before (or behind) such a change is checked by the one inverse expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.numbers.context import Context
from fazhi_rag.types import Kind

from .changes import printed
from .rows import Row

_UP = re.compile(
    r"超|增|升(?!学)|提高|提升|多(?![元媒样家个种次名数])|涨|扩大|加快|上扬|高出|高于|回升|攀升|新建|延长|提速|扩"
    r"|高(?![校中速铁新血温压考龄原层科质])"
)
_DOWN = re.compile(
    r"减|降|(?<![至不缺])少(?![儿年数于])|跌|回落|下滑|压缩|缩短|放缓|收窄|低(?![保碳温空收])|缩小|精简|压降|短|下挫|萎缩"
)
CHANGED = re.compile(f"{_UP.pattern}|{_DOWN.pattern}")
"""Words of a change, either way."""
_AGAINST = re.compile(r"[比较]([^\W\d]{2,8}?)(?:仅|还|约)?[多少高低增减提降快慢]|[高低超]于?([^\W\d]{2,8})")
_AFTER = re.compile(r"[到至为达成]了?$")
"""What stands before the value a change leads to, which is no change itself: 减为9起."""
_REACHED = re.compile(r"达|至|累计|总数|总量|现有|共有|共|到")
_HUNDRED = Decimal(100)
_AMOUNTS = (Kind.QUANTITY, Kind.RATE)
_BACK = 3
"""Numbers before a change among which its base is looked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """A number of a source, what it changed by, and which way."""

    now: Context
    by: Context
    sign: int

    def before(self) -> tuple[Decimal, str] | None:
        """Return the value before the change, and the expression."""
        now, by = self.now.value, self.by.value
        if now is None or by is None:
            return None
        if self.by.mention.kind is not Kind.PERCENT or self.by.mention.unit == "百分点":
            return now - self.sign * by, self._shown("-" if self.sign > 0 else "+")
        rate = _HUNDRED + self.sign * by
        if rate <= 0:
            return None
        mark = "+" if self.sign > 0 else "-"
        return now * _HUNDRED / rate, f"{printed(self.now)} / (1 {mark} {by.normalize():f}%)"

    def compared_with(self, text: str) -> bool:
        """Whether the text names what the change is told against: 亚军 of 比亚军多1.5分."""
        found = _AGAINST.search(self.by.own)
        return found is not None and any(name and name in text for name in found.groups())

    def _shown(self, mark: str) -> str:
        by = self.by.mention.text
        if self.by.mention.unit != "百分点":
            by = printed(self.by)
        return f"{printed(self.now)} {mark} {by}"


def changes_in(row: Row) -> Iterator[Change]:
    """Yield the changes a row tells, each with the number it is told of."""
    for at, by in enumerate(row.contexts):
        words = row.lead_of(by) + by.own
        up, down = _UP.search(words), _DOWN.search(words)
        if bool(up) is bool(down) or not by.amount.plain or _AFTER.search(_before(row, by)):
            continue
        now = _base(row.contexts, at)
        if now is not None and now.amount.plain:
            yield Change(now, by, 1 if up else -1)


def _before(row: Row, context: Context) -> str:
    start = context.mention.span.start
    return row.source.source.text[max(start - 3, 0) : start]


def _base(contexts: Sequence[Context], at: int) -> Context | None:
    """Return the number a change is told of: the one it follows or leads to (增加6列，达到48列)."""
    by = contexts[at]
    if by.mention.kind is Kind.PERCENT:
        wanted = list(reversed(contexts[max(at - _BACK, 0) : at]))
        if by.mention.unit == "百分点":
            return next((one for one in wanted if one.mention.unit == "%"), None)
        return next((one for one in wanted if one.mention.kind in _AMOUNTS), None)
    if by.mention.kind not in _AMOUNTS:
        return None
    after = contexts[at + 1] if at + 1 < len(contexts) else None
    if after is not None and after.unit_class == by.unit_class and _REACHED.search(after.own):
        return after
    before = reversed(contexts[max(at - _BACK, 0) : at])
    return next((one for one in before if one.unit_class == by.unit_class), None)

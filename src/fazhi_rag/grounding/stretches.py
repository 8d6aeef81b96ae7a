"""Doubt a number told of a stretch of which the source tells another: 上半年148场 of 148场，上半年67场."""

from __future__ import annotations

import re

from fazhi_rag.numbers.context import Context

from .case import Draft, Place
from .lookup import same_sort, states
from .prepared import PreparedSource

_SMALL = "[一二三四五六七八九十两]"
_STRETCH = re.compile(
    rf"20\d\d年(?!来)|(?:去年|上一?年度?|前年|今年|本年度?|全年|明年)(?!来)|[上下]半年"
    rf"|\d{{1,2}}月?(?:至|到|[—–~-]{{1,2}})\d{{1,2}}月(?!\d)"
    rf"|前{_SMALL}个?季度|第?[一二三四1-4]季度|前(?:\d{{1,2}}|{_SMALL})个月|(?<!\d)\d{{1,2}}月(?:\d{{1,2}}日)?"
    rf"|(?:上一?|本|当|前一|首)个?(?:周|月|季度?|届|日|天)(?![文期])|第\d{{1,2}}周|(?:\d|{_SMALL}){{1,3}}[天年](?=共|累计|[^\W\d]{{0,4}}期间)"
    r"|[^\W\d]{2,6}(?:宣传|教育|活动)[周月日]|“[^“”]{2,8}”(?=[^\W\d]{0,4}(?:期间|当天|当日))"
)
_SPELLED = {
    "上年": "去年",
    "上一年": "去年",
    "上年度": "去年",
    "上一年度": "去年",
    "本年": "今年",
    "本年度": "今年",
}
_COMPARED = re.compile("[比较与同于]$")
_AGAIN = re.compile("当(?:季度?|月)")
"""Names no stretch of its own but points back to one."""
_CUT = re.compile("[；;]")
_REACH = 5
"""Numbers to either side among which the one of the named stretch is looked for."""
_SHARED = 0.5
"""Least share of the chosen place's likeness that the other must have to count the same."""
_LEAST = 0.2


def of_that_stretch(draft: Draft, chosen: Place) -> Place | None:
    """Return the number the source tells of the stretch the draft names, where the chosen is not of it."""
    named = _stretch_before(draft.lead)
    stated = _stretch_of(chosen.context, chosen.source)
    if named is None or named == stated:
        return None
    fit = draft.wording.similarity(chosen.context)
    for other in chosen.source.around(chosen.context, _REACH):
        alike = other.unit_class == chosen.context.unit_class and same_sort(
            draft.context.mention, other.mention
        )
        if not alike or other.value == chosen.context.value or states(draft, other):
            continue
        if _stretch_of(other, chosen.source) != named or (
            stated is None and other.index < chosen.context.index
        ):
            continue  # a stretch stated before the chosen number may hold for it too
        near = abs(other.index - chosen.context.index) == 1 and other.sentence == chosen.context.sentence
        if near or draft.wording.similarity(other) >= max(_SHARED * fit, _LEAST):
            return Place(chosen.source, other)
    return None


def _stretch_of(context: Context, source: PreparedSource) -> str | None:
    start = context.mention.span.start
    return _stretch_before(source.source.text[source.sentence_of(start).start : start])


def _stretch_before(text: str) -> str | None:
    """Return the last stretch a sentence names before a number, in one spelling; what ；parts off is none."""
    text = _CUT.split(text)[-1]
    found = list(_STRETCH.finditer(text))
    if not found or _COMPARED.search(text, 0, found[-1].start()) or _AGAIN.fullmatch(found[-1][0]):
        return None
    return _SPELLED.get(
        found[-1][0], found[-1][0].removeprefix("第") if "季度" in found[-1][0] else found[-1][0]
    )

"""Judge claims without a figure: nothing happened (未发生), all of it (全覆盖), several times (多次)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.measures import TIME_CLASSES
from fazhi_rag.numbers.numerals import parse_number
from fazhi_rag.numbers.slots import without_words
from fazhi_rag.numbers.wellformed import is_well_formed
from fazhi_rag.numbers.zones import features
from fazhi_rag.types import Kind, Status

from .case import Draft, Place, Sources, Verdict
from .codes import judge_code
from .contrast import cover
from .messages import explain
from .prepared import PreparedSource
from .quantifiers import EXCEPT, Quantified, denied, judge_quantified, said_of_all, told_of_all, turned
from .scope import covers, lies_in

_ZERO, _ALL = Decimal(0), Decimal(100)
_STRONG = frozenset({"全覆盖", "全面覆盖", "100%", "百分之百"})
"""Claims of all that 均 or 都 somewhere in the source does not support."""
_NO_CLAIM = re.compile(r"(?:占|如果[^，。]*)$")
"""What stands before 全部 where nothing is said of all: 占全部案件的."""
_NOT_ALL = re.compile("(?:没有?|未|并非|不是|不)(?:能|曾)?(?:全部|都|均)")
_SOME = re.compile("部分|少数|多数|个别|若干|一些")
_NOON = 12
_LATE = re.compile("(?:下午|傍晚|晚上|晚间|夜间|夜里|晚|夜)$")
_OF_DAY = re.compile("([0-9]{1,2}|[一二两三四五六七八九十]{1,3})[点时](?:许|整)?")
_PREDICATE = re.compile(r"[^\W\d]{2,4}")
_MANNER = re.compile("按期|按时|如期|及时|依法|依规|顺利|当场|当日|获得|得到|予以|给予")
"""Says how a thing was done, not what."""
_FEW = 32
_TAIL = 6
"""Characters behind 无一人 that say what none did."""
_FIT = 0.4
"""Least share of the claim's own words that the source's claim must have around it."""


def is_zero(context: Context) -> bool:
    """Whether the number says that there was none: 0宗, 未发生."""
    return context.mention.kind in (Kind.QUANTITY, Kind.OTHER) and context.mention.value == _ZERO


def judge_claim(draft: Draft, sources: Sources) -> Verdict:
    """Return the verdict on a claim of none, of all, or of an unstated many."""
    value = draft.context.value
    if coded := judge_code(draft, sources):
        return coded
    if value == _ZERO:
        return _judge_zero(draft, sources)
    if value == _ALL and draft.context.mention.unit in (None, "%"):
        return _judge_all(draft, sources)
    return _judge_vague(draft, sources)


def _best(draft: Draft, sources: Sources, places: list[Place]) -> tuple[float, Place] | None:
    scored = [(cover(draft.context, place.context, sources.rarity), place) for place in places]
    return max(scored, key=lambda entry: entry[0], default=None)


def _places(draft: Draft, sources: Sources, low: Decimal, high: Decimal) -> list[Place]:
    return [
        Place(source, context)
        for source in sources.prepared
        for context in source.ladder.between(low, high)
        if lies_in(draft.claim, context, source.source)
    ]


def _literal(draft: Draft, sources: Sources) -> Place | None:
    """Return the place where the sentence's own words with the claim stand as they are."""
    mention = draft.context.mention
    for source in sources.prepared:
        for context in _claims_of(source).get((mention.text, draft.context.own), ()):
            if lies_in(draft.claim, context, source.source):
                return Place(source, context)
    return None


@lru_cache(maxsize=128)
def _claims_of(source: PreparedSource) -> dict[tuple[str, str], list[Context]]:
    """Return a source's claims of none, all and many, by their text and own words; few of each."""
    found: dict[tuple[str, str], list[Context]] = {}
    for context in source.contexts:
        if context.mention.kind is Kind.OTHER or context.value == _ZERO:
            same = found.setdefault((context.mention.text, context.own), [])
            if len(same) < _FEW:
                same.append(context)
    return found


def _judge_zero(draft: Draft, sources: Sources) -> Verdict:
    literal = _literal(draft, sources)
    if literal:
        return Verdict(Status.SUPPORTED, "", literal)
    zeros = [place for place in _places(draft, sources, _ZERO, _ZERO) if is_zero(place.context)]
    best = _best(draft, sources, zeros)
    own = [source for source in sources.prepared if covers(draft.claim, source.source)]
    if best and best[0] >= _FIT and (len(draft.context.own) < 2 or denied(draft.context.own, own)):
        return Verdict(Status.SUPPORTED, "", best[1])
    mention = draft.context.mention
    claim = Quantified(mention.span, mention.text, draft.tail[:_TAIL], none=True, sentence=draft.sentence)
    if turned(claim, own):
        return Verdict(Status.SUPPORTED)
    wanted = [item for item in draft.context.own_features if len(item) > 1]
    some = [
        Place(source, context)
        for source in sources.prepared
        for context in source.sharing(wanted)
        if (context.value or _ZERO) > 0 and lies_in(draft.claim, context, source.source)
    ]
    rival = _best(draft, sources, [place for place in some if place.context.mention.kind is Kind.QUANTITY])
    if rival and rival[0] >= 0.6:
        return Verdict(Status.CONTRADICTED, explain(rival[1]), None, rival[1])
    return Verdict(Status.UNSUPPORTED, "来源没有提及，不等于没有发生")


def _judge_all(draft: Draft, sources: Sources) -> Verdict:
    literal = _literal(draft, sources)
    if literal:
        return Verdict(Status.SUPPORTED, "", literal)
    if draft.context.mention.text == "全部" and _NO_CLAIM.search(draft.lead):
        return Verdict(Status.SUPPORTED)
    mention = draft.context.mention
    beside = any(other.mention.span.start == mention.span.end for other in draft.siblings)
    if EXCEPT.search(draft.sentence):
        # 除5宗外均已化解: all but a number that is judged itself.
        return Verdict(Status.SUPPORTED)
    claim = Quantified(mention.span, mention.text, draft.context.own, none=False, sentence=draft.sentence)
    own = [source for source in sources.prepared if covers(draft.claim, source.source)]
    told = judge_quantified(claim, own) if len(draft.context.own) > 1 else None
    if _NOT_ALL.search(draft.sentence):
        said = told is not None and told[0] is Status.SUPPORTED
        return Verdict(Status.UNSUPPORTED, "来源说的是全部") if said else Verdict(Status.SUPPORTED)
    if done := _all_done(draft, own):
        return Verdict(Status.SUPPORTED, "", done)
    if told and told[0] is Status.UNSUPPORTED and claim.text not in _STRONG:
        return Verdict(Status.UNSUPPORTED, told[2])
    if beside:
        # 占全部61宗: all of a number told beside it.
        return Verdict(Status.SUPPORTED)
    totals = [
        place
        for place in _places(draft, sources, _ALL, _ALL)
        if place.context.mention.kind in (Kind.OTHER, Kind.PERCENT)
    ]
    best = _best(draft, sources, totals)
    if best and best[0] >= _FIT:
        return Verdict(Status.SUPPORTED, "", best[1])
    if told and told[0] is Status.SUPPORTED and claim.text not in _STRONG:
        return Verdict(Status.SUPPORTED)
    return Verdict(Status.UNSUPPORTED, "来源没有说全部如此")


def _all_done(draft: Draft, own: Sequence[PreparedSource]) -> Place | None:
    """Return the number said of all, where a source tells of it what the draft says was done with all.

    121宗，全部结案 of 立案121宗，结案121宗.
    """
    at = draft.context.mention.span.end
    does = _PREDICATE.match(without_words("light", _MANNER.sub("", draft.tail)))
    wanted = {item for item in features(does[0]) if len(item) > 1} if does else set()
    before = [  # what is done within 24小时 is not said of 24
        one
        for one in draft.siblings
        if one.mention.is_fact and one.mention.span.end < at and one.unit_class not in TIME_CLASSES
    ]
    for one in reversed(before[-2:]) if wanted else ():
        for source in own:
            for context in source.ladder.between(one.value, one.value) if one.value else ():
                alike = context.unit_class == one.unit_class and lies_in(draft.claim, context, source.source)
                done = wanted <= context.own_features and not _less_done(context, source, wanted)
                if alike and (done or (does and said_of_all(source, context.clause, does[0]))):
                    return Place(source, context)
    return None


def _less_done(context: Context, source: PreparedSource, wanted: set[str]) -> bool:
    """Whether the number beside it tells the same deed of fewer (受理12件，办结10件；办结建议12件)."""
    return any(
        other.unit_class == context.unit_class
        and wanted <= other.own_features
        and (other.value or _ZERO) < (context.value or _ZERO)
        for other in source.around(context, 2)
    )


def _judge_vague(draft: Draft, sources: Sources) -> Verdict:
    mention = draft.context.mention
    literal = _literal(draft, sources)
    if literal:
        return Verdict(Status.SUPPORTED, "", literal)
    hour = _hour(mention.text, draft.lead)
    if hour is not None and (same := _at_hour(hour, draft, sources)):
        return Verdict(Status.SUPPORTED, "", same)
    own = [source for source in sources.prepared if covers(draft.claim, source.source)]
    if _SOME.search(mention.text) and (whole := told_of_all(draft.context.own, own)):
        return Verdict(Status.CONTRADICTED, f"来源说的是全部：{whole[1].of(whole[0].source.text)[:40]}")
    wanted = [item for item in draft.context.credit if len(item) > 1 and draft.context.credit[item] >= 0.6]
    near = [
        Place(source, context)
        for source in sources.prepared
        for context in source.sharing(wanted)
        if lies_in(draft.claim, context, source.source) and _several(context, mention.text)
    ]
    best = _best(draft, sources, near)
    if best and best[0] >= _FIT:
        return Verdict(Status.SUPPORTED, "", best[1])
    wordings = {mention.text, mention.text.replace("个", "")}
    if any(wording in source.squeezed for source in sources.prepared for wording in wordings):
        return Verdict(Status.SUPPORTED, "")
    return Verdict(Status.UNSUPPORTED, "来源没有这样说")


def _hour(text: str, lead: str) -> int | None:
    """Return the hour a time of day names, with the words before it: 晚上9点 is 21. None for others."""
    found = _OF_DAY.fullmatch(text)
    if found is None or not is_well_formed(found[1]):
        return None
    hour = int(parse_number(found[1]))
    return hour + _NOON if hour < _NOON and _LATE.search(lead) else hour


def _at_hour(hour: int, draft: Draft, sources: Sources) -> Place | None:
    places = (Place(source, context) for source in sources.prepared for context in source.contexts)
    return next(
        (
            place
            for place in places
            if place.context.mention.kind is Kind.OTHER
            and _hour(place.context.mention.text, _lead_of(place)) == hour
            and lies_in(draft.claim, place.context, place.source.source)
        ),
        None,
    )


def _lead_of(place: Place) -> str:
    start = place.context.mention.span.start
    return place.source.source.text[max(start - 4, 0) : start]


def _several(context: Context, text: str) -> bool:
    value = context.value
    return context.mention.text.replace("个", "") == text.replace("个", "") or (
        value is not None and value >= 2
    )

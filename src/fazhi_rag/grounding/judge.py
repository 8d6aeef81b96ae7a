"""Judge one amount of a draft: choose the places it may come from, then test them, never the reverse.

Order (docs/numbers.md §3): same value → scope → computed figures → slots and bounds on the places that fit
best → a rival that fits better.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from fazhi_rag.numbers.bounds import Precision
from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.measures import UnitMatch
from fazhi_rag.numbers.periods import Period, same_period
from fazhi_rag.numbers.slots import conflicting_slot
from fazhi_rag.numbers.synonyms import canonicalise
from fazhi_rag.types import Status

from .case import Draft, Place, Sources, Verdict
from .contrast import better_rival, cover
from .derived import Computed, compute
from .lookup import Hit, judge_pair, near_values, same_sort
from .messages import explain
from .scope import lies_in

_WHOLE_YEAR = Period(1, 12, whole=True)
"""What 2023年共… claims."""
_RESCUED = frozenset({Status.UNSUPPORTED, Status.MISATTRIBUTED})
_COMPARED = 400
_KEPT_WORDS = 88
_KEPT = 0.25
"""How much worse than the best place one may fit and still be tested."""
_COMMON = 30
_FOREIGN = 0.12
"""Least share of the own words of a common value that must stand around it in the source."""
_ALIEN = 0.04
"""The same for a rare value: as good as none of them."""
_SPEAKS = 0.35
"""Least fit for a place to be named as the claim a wrong number was made from."""


def judge(draft: Draft, sources: Sources) -> Verdict:
    """Return the verdict on one amount of a draft."""
    hits = find_hits(draft, sources)
    fitting = [hit for hit in hits if hit.unit.ok and hit.in_scope]
    literal = next((hit for hit in fitting if _literal(draft, hit)), None)
    if literal:
        return Verdict(Status.SUPPORTED, "", literal.place)
    computed = compute(draft, sources)
    if computed and computed.holds and (computed.stated or not fitting):
        return Verdict(Status.DERIVED, computed.expression, computed.place)
    if not fitting:
        return _judge_missing(draft, sources, hits, computed)
    misfits = [hit.place for hit in hits if hit.in_scope and not hit.unit.ok]
    verdict = _judge_fitting(draft, sources, fitting, misfits)
    if computed and computed.holds and verdict.status in _RESCUED:
        return Verdict(Status.DERIVED, computed.expression, computed.place)
    if computed and verdict.status is Status.SUPPORTED and computed.overrules:
        return Verdict(Status.CONTRADICTED, computed.expression, None, computed.place)
    return verdict


def find_hits(draft: Draft, sources: Sources) -> list[Hit]:
    """Return every number of the sources with the draft's value, whatever its unit and scope."""
    hits = []
    for source in sources.prepared:
        for context in near_values(draft.context, source):
            pair = judge_pair(draft.context, context)
            if pair:
                hits.append(
                    Hit(
                        Place(source, context),
                        *pair,
                        lies_in(draft.claim, context, source.source),
                    )
                )
    return hits


def _literal(draft: Draft, hit: Hit) -> bool:
    """Whether the draft's whole sentence stands in the source, at this very number."""
    if hit.precision is not Precision.SAME or hit.unit is not UnitMatch.SAME:
        return False
    source, span = hit.place.source, hit.place.context.mention.span
    sentence = source.sentence_of(span.start).of(source.source.text)
    return draft.sentence in sentence and draft.context.own == hit.place.context.own


def _judge_fitting(draft: Draft, sources: Sources, fitting: list[Hit], misfits: list[Place]) -> Verdict:
    scored = [(draft.wording.similarity(hit.place.context), hit) for hit in fitting]
    best = max(fit for fit, _ in scored)
    ranked = sorted(
        ((fit, hit) for fit, hit in scored if fit >= best - _KEPT),
        key=lambda entry: (-entry[0], entry[1].precision is Precision.TIGHTER),
    )
    fits = {id(hit): fit for fit, hit in ranked}
    kept = [hit for _, hit in ranked]
    bounded = [hit for hit in kept if hit.precision is not Precision.TIGHTER]
    if not bounded:
        place = kept[0].place
        return Verdict(Status.WRONG_PRECISION, explain(place), None, place)
    passing: list[Hit] = []
    failing: list[Place] = []
    for hit in bounded:
        if _slot_conflict(draft.context, hit.place):
            failing.append(hit.place)
        else:
            passing.append(hit)
    if not passing:
        rival = better_rival(draft.wording, bounded[0].place, rivals_of(draft, sources), sources.rarity)
        if rival:
            return Verdict(Status.MISATTRIBUTED, explain(rival), None, rival, bounded[0].place)
        place = bounded[0].place
        message = explain(place, differs=_slot_conflict(draft.context, place))
        return Verdict(Status.MISATTRIBUTED, message, None, place)
    chosen = passing[0].place
    if kept[0].precision is Precision.TIGHTER and fits[id(kept[0])] > fits[id(passing[0])] + 0.1:
        return Verdict(Status.WRONG_PRECISION, explain(kept[0].place), None, kept[0].place)
    if unlike := better_rival(draft.wording, chosen, failing, sources.rarity):
        return Verdict(Status.MISATTRIBUTED, explain(unlike), None, unlike)
    if misfit := better_rival(draft.wording, chosen, misfits, sources.rarity):
        return Verdict(Status.WRONG_UNIT, explain(misfit), None, misfit)
    rival = _part_taken_for_whole(draft, chosen) or _whole_taken_for_part(draft, chosen)
    rival = rival or better_rival(draft.wording, chosen, rivals_of(draft, sources), sources.rarity)
    if rival:
        return Verdict(Status.MISATTRIBUTED, explain(rival), None, rival, chosen)
    if _replaced(draft, chosen):
        return Verdict(Status.MISATTRIBUTED, explain(chosen), None, chosen)
    if _coincidence(draft, chosen, sources):
        return Verdict(Status.UNSUPPORTED, f"来源中的{chosen.context.mention.text}说的是别的事", None, chosen)
    return Verdict(Status.SUPPORTED, "", chosen)


def _replaced(draft: Draft, chosen: Place) -> bool:
    """Whether a report's sentence is kept word for word but for what is counted (整改隐患 → 整改违建)."""
    if chosen.source.source.year is None:
        return False
    mine, theirs = ("".join(canonicalise(own).split()) for own in (draft.context.own, chosen.context.own))
    if mine in theirs or theirs in mine:
        return False
    sentence = chosen.source.sentence_of(chosen.context.mention.span.start).of(chosen.source.source.text)
    if fuzz.ratio(draft.sentence[:_COMPARED], sentence[:_COMPARED]) < _KEPT_WORDS:
        return False
    return any(
        edit.tag == "replace"
        and min(edit.src_end - edit.src_start, edit.dest_end - edit.dest_start) >= 2
        and not set(mine[edit.src_start : edit.src_end]) & set(theirs[edit.dest_start : edit.dest_end])
        for edit in Levenshtein.opcodes(mine, theirs)
    )


def _coincidence(draft: Draft, chosen: Place, sources: Sources) -> bool:
    """Whether a report merely has this value somewhere, for a subject with none of the draft's words.

    A rare value is evidence by itself, however it is restated; a common one is not. Reports only: they share
    words, while news restates 死亡 as 遇难.
    """
    value = chosen.context.value
    if chosen.source.source.year is None or value is None or len(draft.context.own_features) <= 2:
        return False
    least = _FOREIGN if value <= _COMMON or value == 100 else _ALIEN
    return cover(draft.context, chosen.context, sources.rarity) < least


def _slot_conflict(draft: Context, place: Place) -> str | None:
    """Return the slot in which a draft's number and a source's differ, if any."""
    in_report = place.source.source.year is not None
    period = draft.period
    if period is None and draft.year and draft.year.year and draft.year.near and draft.slots.result:
        period = _WHOLE_YEAR
    stated = {place.context.period, place.context.far_period}
    if not any(same_period(period, theirs, strict=in_report) for theirs in stated - {None} or {None}):
        return "period"
    return conflicting_slot(draft.slots, place.context.slots)


def _whole_taken_for_part(draft: Draft, chosen: Place) -> Place | None:
    """Return the whole where the chosen number is a part and the draft drops what makes it one."""
    context = chosen.context
    if context.whole is None or draft.context.slots.part:
        return None
    whole = chosen.source.contexts[chosen.source.position(context.whole)]
    if whole.unit_class != context.unit_class:
        return None
    telling = {item for item in context.own_features - whole.own_features if len(item) > 1}
    named = sum(1 for item in telling if draft.context.credit.get(item, 0.0) >= 0.3)
    return Place(chosen.source, whole) if telling and named * 3 <= len(telling) else None


def _part_taken_for_whole(draft: Draft, chosen: Place) -> Place | None:
    """Return the part whose own words the draft's number has, where the chosen number is the whole."""
    for part in chosen.source.contexts_after(chosen.context, 3):
        if part.whole != chosen.context.index or part.unit_class != chosen.context.unit_class:
            continue
        telling = {item for item in part.own_features - chosen.context.own_features if len(item) > 1}
        if telling and telling <= draft.context.own_features:
            return Place(chosen.source, part)
    return None


def rivals_of(draft: Draft, sources: Sources) -> list[Place]:
    """Return the numbers that compete with a draft's: same sort and unit class, in scope, another value."""
    wanted = [item for item, credit in draft.context.credit.items() if credit >= 0.6 and len(item) > 1]
    found = []
    for source in sources.prepared:
        for context in source.sharing(wanted):
            if (
                context.unit_class == draft.context.unit_class
                and same_sort(draft.context.mention, context.mention)
                and judge_pair(draft.context, context) is None
                and lies_in(draft.claim, context, source.source)
                and not _slot_conflict(draft.context, Place(source, context))
            ):
                found.append(Place(source, context))
    return found


def _judge_missing(draft: Draft, sources: Sources, hits: Sequence[Hit], computed: Computed | None) -> Verdict:
    def fit_of(place: Place) -> float:
        return draft.wording.similarity(place.context)

    elsewhere = [hit for hit in hits if hit.unit.ok and hit.precision is not Precision.TIGHTER]
    if computed:
        return Verdict(Status.CONTRADICTED, computed.expression, None, computed.place)
    if elsewhere:
        place = max((hit.place for hit in elsewhere), key=fit_of)
        return Verdict(Status.WRONG_SCOPE, explain(place, scoped=True), None, place)
    meant = max(rivals_of(draft, sources), key=fit_of, default=None)
    fit = fit_of(meant) if meant else 0.0
    misfit = max((hit.place for hit in hits if hit.in_scope and not hit.unit.ok), key=fit_of, default=None)
    if misfit and fit_of(misfit) >= max(fit, _SPEAKS):
        return Verdict(Status.WRONG_UNIT, explain(misfit), None, misfit)
    if meant and fit >= _SPEAKS:
        return Verdict(Status.CONTRADICTED, explain(meant), None, meant)
    return Verdict(Status.UNSUPPORTED, "来源中没有这个数字")

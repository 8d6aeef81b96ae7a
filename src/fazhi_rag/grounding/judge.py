"""Judge one amount of a draft: choose the places it may come from, then test them, never the reverse.

Order (docs/numbers.md §3): same value → scope → computed figures → slots and bounds on the places that fit
best → a rival that fits better.
"""

from __future__ import annotations

from collections.abc import Sequence

from fazhi_rag.numbers.bounds import Precision
from fazhi_rag.numbers.measures import UnitMatch
from fazhi_rag.types import Kind, Status

from .case import Draft, Place, Sources, Verdict
from .contrast import bearer_of_words, bears_whole_name, better_rival, named
from .deeds import deed_beside, not_all_done
from .derived import Computed, compute
from .doubts import (
    bearer_of_name,
    in_company,
    is_coincidence,
    is_replaced,
    of_another,
    part_taken_for_whole,
    places_beside,
    said_of_another,
    unsaid,
    whole_taken_for_part,
    widened,
)
from .lookup import Hit, judge_pair, near_values, same_sort, states
from .messages import explain
from .scope import lies_in
from .slot_conflicts import slot_conflict
from .stretches import of_that_stretch

_RESCUED = frozenset({Status.UNSUPPORTED, Status.MISATTRIBUTED})
_KEPT = 0.25
"""How much worse than the best place one may fit and still be tested."""
_NAMED = 0.8
"""What it counts for that the draft names all that a terse place counts, beside likeness of the whole."""
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
    places = places_beside(draft)
    agreeing = [hit for hit in fitting if any(hit.place.context is place.context for place in places)]
    planned = any(slot_conflict(draft.context, hit.place) == "plan" for hit in agreeing)
    if computed and computed.holds and not computed.stated and " - " not in computed.expression:
        computed = None if _printed_otherwise(draft, sources, hits) else computed
    if computed and computed.holds and (computed.stated or not fitting) and not planned:
        return Verdict(Status.DERIVED, computed.expression, computed.place)
    if places and not agreeing and (changed := _judge_changed(draft, places, fitting, computed)):
        return changed
    if not fitting:
        return _judge_missing(draft, sources, hits, computed)
    fitting = [hit for hit in agreeing if hit.precision is not Precision.TIGHTER] or agreeing or fitting
    misfits = [hit.place for hit in hits if hit.in_scope and not hit.unit.ok]
    verdict = _judge_fitting(draft, sources, fitting, misfits, settled=bool(agreeing))
    if computed and computed.holds and verdict.status in _RESCUED:
        return Verdict(Status.DERIVED, computed.expression, computed.place)
    if computed and verdict.status is Status.SUPPORTED and computed.overrules:
        return Verdict(Status.CONTRADICTED, computed.expression, None, computed.place)
    return verdict


def _judge_changed(
    draft: Draft, places: list[Place], fitting: list[Hit], computed: Computed | None
) -> Verdict | None:
    """Return the verdict on a number that replaced another in a sentence otherwise kept."""
    if computed and computed.holds:
        return None
    place = places[0]
    message = explain(place)
    pair = judge_pair(draft.context, place.context)
    if pair and pair[1].ok:
        return Verdict(Status.WRONG_PRECISION, message, None, place)
    if pair:
        return Verdict(Status.WRONG_UNIT, message, None, place)
    if place.context.mention.kind is Kind.OTHER:
        return Verdict(Status.UNSUPPORTED, message, None, place)
    if computed:
        return Verdict(Status.CONTRADICTED, computed.expression, None, computed.place or place)
    if fitting:
        return Verdict(Status.MISATTRIBUTED, message, None, place, fitting[0].place)
    return Verdict(Status.CONTRADICTED, message, None, place)


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


def _judge_fitting(
    draft: Draft, sources: Sources, fitting: list[Hit], misfits: list[Place], *, settled: bool
) -> Verdict:
    """Test the fitting places; no rival is sought where they stand in the draft's own place (`settled`)."""
    scored = [(draft.wording.similarity(hit.place.context), hit) for hit in fitting]
    best = max(fit for fit, _ in scored)
    ranked = sorted(
        ((fit, hit) for fit, hit in scored if fit >= best - _KEPT),
        key=lambda entry: (-entry[0], entry[1].precision is Precision.TIGHTER),
    )
    kept = [hit for _, hit in ranked]
    bounded = [hit for hit in kept if hit.precision is not Precision.TIGHTER]
    if not bounded and best < _SPEAKS and kept[0].place.context.value != draft.context.value:
        return _judge_missing(draft, sources, [], None)
    if not bounded:
        place = kept[0].place
        return Verdict(Status.WRONG_PRECISION, explain(place), None, place)
    passing: list[Hit] = []
    failing: list[Place] = []
    for hit in bounded:
        if slot_conflict(draft.context, hit.place, draft.lead):
            failing.append(hit.place)
        else:
            passing.append(hit)
    if not passing:
        rival = better_rival(draft, bounded[0].place, rivals_of(draft, sources), sources.rarity)
        if rival:
            return Verdict(Status.MISATTRIBUTED, explain(rival), None, rival, bounded[0].place)
        place = bounded[0].place
        message = explain(place, differs=slot_conflict(draft.context, place, draft.lead))
        return Verdict(Status.MISATTRIBUTED, message, None, place)
    chosen = passing[0].place
    if settled:
        if is_replaced(draft, chosen):
            return Verdict(Status.MISATTRIBUTED, explain(chosen), None, chosen)
        return Verdict(Status.SUPPORTED, "", chosen, settled=True)
    if unlike := better_rival(draft, chosen, failing, sources.rarity):
        return Verdict(Status.MISATTRIBUTED, explain(unlike), None, unlike)
    if misfit := better_rival(draft, chosen, misfits, sources.rarity):
        return Verdict(Status.WRONG_UNIT, explain(misfit), None, misfit)
    if other := of_another(draft, chosen):
        return Verdict(Status.WRONG_SCOPE, explain(other, scoped=True), None, other)
    rival = part_taken_for_whole(draft, chosen) or whole_taken_for_part(draft, chosen)
    rival = rival or unsaid(draft, chosen) or said_of_another(draft, chosen) or widened(draft, chosen)
    rivals = rivals_of(draft, sources)
    if in_company(draft, chosen):
        rivals = [one for one in rivals if one.source is chosen.source]
    if rival and rival.context is not chosen.context and states(draft, rival.context):
        rival = None
    rival = rival or deed_beside(draft, chosen) or not_all_done(draft, chosen)
    rival = rival or of_that_stretch(draft, chosen)
    rival = rival or bearer_of_name(draft, chosen, rivals)
    rival = rival or better_rival(draft, chosen, rivals, sources.rarity)
    rival = rival or bearer_of_words(draft, chosen, sources.rarity)
    if rival:
        return Verdict(Status.MISATTRIBUTED, explain(rival), None, rival, chosen)
    if is_replaced(draft, chosen):
        return Verdict(Status.MISATTRIBUTED, explain(chosen), None, chosen)
    if is_coincidence(draft, chosen, sources):
        message = f"来源中的{chosen.context.mention.text}说的是别的事"
        return Verdict(Status.UNSUPPORTED, message, None, chosen, chosen)
    return Verdict(Status.SUPPORTED, "", chosen)


def rivals_of(draft: Draft, sources: Sources) -> list[Place]:
    """Return the numbers that compete with a draft's: same sort and unit class, in scope, another value.

    What the draft's sentence states itself is no rival: two exchanged numbers are found as a pair.
    """
    wanted = [item for item, credit in draft.context.credit.items() if credit >= 0.6 and len(item) > 1]
    found = []
    for source in sources.prepared:
        for context in source.sharing(wanted):
            if (
                context.unit_class == draft.context.unit_class
                and same_sort(draft.context.mention, context.mention)
                and judge_pair(draft.context, context) is None
                and not states(draft, context)
                and lies_in(draft.claim, context, source.source)
                and not slot_conflict(draft.context, Place(source, context))
            ):
                found.append(Place(source, context))
    return found


def _printed_otherwise(draft: Draft, sources: Sources, hits: Sequence[Hit]) -> bool:
    """Whether a source prints this very figure with another value: 报到率95.2%, computed as 不到95%."""
    tighter = [hit.place for hit in hits if hit.precision is Precision.TIGHTER and hit.in_scope]
    return any(bears_whole_name(draft, place) for place in [*rivals_of(draft, sources), *tighter])


def _judge_missing(draft: Draft, sources: Sources, hits: Sequence[Hit], computed: Computed | None) -> Verdict:
    def fit_of(place: Place) -> float:
        return max(draft.wording.similarity(place.context), _NAMED * named(draft.context, place.context))

    elsewhere = [hit for hit in hits if hit.unit.ok and hit.precision is not Precision.TIGHTER]
    if computed:
        return Verdict(Status.CONTRADICTED, computed.expression, None, computed.place)
    meant = max(rivals_of(draft, sources), key=fit_of, default=None)
    fit = fit_of(meant) if meant else 0.0
    if elsewhere:
        hit = max(elsewhere, key=lambda one: (one.unit is UnitMatch.SAME, fit_of(one.place)))
        if hit.unit is UnitMatch.SAME or not meant or fit < max(_SPEAKS, fit_of(hit.place)):
            return Verdict(Status.WRONG_SCOPE, explain(hit.place, scoped=True), None, hit.place)
    misfit = max((hit.place for hit in hits if hit.in_scope and not hit.unit.ok), key=fit_of, default=None)
    if misfit and fit_of(misfit) >= max(fit, _SPEAKS):
        return Verdict(Status.WRONG_UNIT, explain(misfit), None, misfit)
    if meant and fit >= _SPEAKS:
        return Verdict(Status.CONTRADICTED, explain(meant), None, meant)
    return Verdict(Status.UNSUPPORTED, "来源中没有这个数字")

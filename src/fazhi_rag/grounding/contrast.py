"""Ask whether another number of the source fits a draft's sentence better than the one that has its value.

Never "is the context similar enough": restatements share few words. The rival must explain more of the
draft's words than the same-value place, by a share (margin) and by an absolute amount (evidence).
Source: contrastive test, margin and evidence of docs/numbers.md §2; thresholds chosen on a development half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.slots import without_words
from fazhi_rag.numbers.zones import features

from .case import Draft, Place
from .prepared import Rarity
from .slot_conflicts import slot_conflict

MARGIN = 0.10
EVIDENCE = 1.5
EVIDENCE_IN_REPORT = 1.0
"""In units of one word that stands in a single clause. Reports restate in plain words: half will do."""
COUNTER = 0.5
"""Largest share of the evidence that may speak for the same-value place."""
LITTLE = 0.5
"""Evidence, in the same units, for a rival whose name the draft's number bears."""
_AGAINST = 0.35
"""Largest share of it that may then speak for the same-value place."""
_AROUND = 0.3
"""Least credit of a word that stands around a number."""
_REACHED = re.compile("总[数量]|共|达到?|[增降减升]至|[到至为了]|增长|下降|上升|提高")
"""Says how a number came about, not of what it is."""
_LEFT = 0.65
"""Least credit of a word of a number's own clause, or left of it."""
_BESIDE = 8
"""Numbers to either side of the chosen one whose words the draft's may be."""
_RARE, _RARE_ALIKE = 0.8, 0.5
"""Least rarity of such a word, in units of one that stands in a single clause."""
_NAMING = 2
"""Least number of character pairs that name something."""


def better_rival(draft: Draft, chosen: Place, rivals: Sequence[Place], rarity: Rarity) -> Place | None:
    """Return the rival that fits the draft clearly better than the chosen same-value place, if one does.

    Little evidence is enough for a rival in the same source whose own words the draft has, where it has none
    of those that are the chosen number's alone (乡村12.6亿元 told as 餐饮12.6亿元).
    """
    best: tuple[float, Place] | None = None
    wording = draft.wording
    evidence = EVIDENCE if chosen.source.source.year is None else EVIDENCE_IN_REPORT
    least = max(MARGIN * wording.total, evidence * rarity.unit)
    own = wording.explained(chosen.context) if rivals else 0.0
    for place in rivals:
        surplus = wording.explained(place.context) - own
        if surplus <= LITTLE * rarity.unit or (best is not None and surplus <= best[0]):
            continue
        loss = wording.lost(place.context, chosen.context)
        clear = surplus > least and loss <= COUNTER * (surplus + loss)
        if clear or (loss <= _AGAINST * (surplus + loss) and _bears_name(draft, chosen, place)):
            best = (surplus, place)
    return best[1] if best else None


def _bears_name(draft: Draft, chosen: Place, rival: Place) -> bool:
    """Whether the draft's number has own words of the rival, and none that are the chosen number's alone."""
    mine, theirs = draft.context, chosen.context
    if rival.source is not chosen.source:
        return False
    left_out = features(_REACHED.sub("", without_words("light", theirs.own))) - rival.context.own_features
    telling = {item for item in rival.context.own_features - theirs.own_features if len(item) > 1}
    said = any(mine.credit.get(item, 0.0) >= _AROUND for item in left_out)
    return bool(left_out) and not said and bool(telling & mine.own_features)


def bearer_of_words(draft: Draft, chosen: Place, rarity: Rarity) -> Place | None:
    """Return the number beside the chosen one that the draft's own words belong to.

    Rare words of the draft's number stand nowhere around the chosen number and make half the name of another:
    of the same unit, where the draft does not say the chosen number's whole name, or in reports of any.
    """
    mine, theirs = draft.context, chosen.context
    strange = {
        item: rarity.of(item)
        for item in mine.own_features
        if len(item) > 1 and theirs.credit.get(item, 0.0) < _LEFT
    }
    name = [item for item in features(without_words("light", theirs.own)) if len(item) > 1]
    whole = bool(name) and all(mine.credit.get(item, 0.0) >= _LEFT for item in name)
    for other in chosen.source.around(theirs, _BESIDE):
        alike = other.unit_class == theirs.unit_class and not whole
        if not alike and chosen.source.source.year is None:
            continue
        least = (_RARE_ALIKE if alike else _RARE) * rarity.unit
        words = sum(1 for item in strange.keys() & other.own_features if strange[item] >= least)
        named = sum(1 for item in other.own_features if len(item) > 1)
        stated = any(one.value == other.value for one in draft.others)
        place = Place(chosen.source, other)
        if other is theirs or stated or words < _NAMING or 2 * words < named:
            continue
        if not slot_conflict(mine, place, draft.lead):
            return place
    return None


def bears_whole_name(draft: Draft, place: Place) -> bool:
    """Whether a draft's number has all that names a source's: 新生报到率 of 报到率."""
    name = {item for item in place.context.own_features if len(item) > 1}
    return len(name) >= _NAMING and name <= draft.context.own_features and not place.context.slots.part


def cover(draft: Context, source: Context, rarity: Rarity) -> float:
    """Return the share of a draft number's own words, by rarity, that stand around a source's number."""
    weights = {item: rarity.of(item) for item in draft.own_features}
    total = sum(weights.values())
    held = sum(weight for item, weight in weights.items() if source.credit.get(item, 0.0) >= _AROUND)
    return held / total if total else 0.0


def named(draft: Context, source: Context) -> float:
    """Return the share of a source number's own character pairs that stand around the draft's.

    The reverse of `cover`, for terse sources (调解小组12个) that a draft restates at length.
    """
    pairs = [item for item in source.own_features if len(item) > 1]
    if len(pairs) < _NAMING:
        return 0.0
    return sum(1 for item in pairs if draft.credit.get(item, 0.0) >= 0.6) / len(pairs)

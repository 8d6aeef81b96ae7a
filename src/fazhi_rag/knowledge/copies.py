"""Whether a report copies one already held, wholly or in part, and what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Connection, func, select

from fazhi_rag.knowledge import rows
from fazhi_rag.knowledge.catalogue import Reading
from fazhi_rag.knowledge.likeness import LEAST_RUNS, compared_text, likeness
from fazhi_rag.knowledge.schema import bands, documents, figures
from fazhi_rag.types import Cause, Failure, Figure, Identity

MOST_CANDIDATES = 6
LIKE = 0.7
"""With every figure the same, this share of shingles makes a copy: a rewriter swaps words, never figures."""
ALIKE = 0.95
"""The share where there are hardly any figures to go by."""
FEW_FIGURES = 5
SHARED = 0.5
"""The share of the runs of figures of the shorter report that makes a copy in part."""

Amount = tuple[str, str | None]


class Extent(Enum):
    """How much of another report a report holds, judged by its figures."""

    WHOLE = "a copy of {name}"
    PART = "a copy of part of {name}"
    MORE = "a copy of {name} with other text around it"
    SOME = "many of the figures of {name}"


_TOLD = {
    Extent.WHOLE: "与 {name} 全文雷同",
    Extent.PART: "与 {name} 的一部分雷同",
    Extent.MORE: "含 {name} 全文，另有别的内容",
    Extent.SOME: "约 {share}% 的数字连同次序与 {name} 相同",
}


@dataclass(frozen=True, slots=True)
class Copied:
    """A report held that the one being read copies."""

    name: str
    identity: Identity
    extent: Extent
    share: float

    def reason(self) -> str:
        """Say what is copied, for the reason of a failure."""
        return self.extent.value.format(name=self.name)

    def told(self) -> str:
        """Say in Chinese what is copied, for a warning."""
        identity = self.identity
        whose = f"（{identity.county or ''}{identity.township} {identity.year} 年）"
        return _TOLD[self.extent].format(name=self.name + whose, share=round(100 * self.share))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a copy means: a failure where it must not be stored, else a warning where one is due."""

    failure: Failure | None = None
    warning: str | None = None


def judge_copy(
    connection: Connection, reading: Reading, *, given: Identity | None, replaced: Iterable[int]
) -> Verdict:
    """Compare a reading with the reports held, those it replaces apart.

    A copy, cut down or with other text around it, that does not say whose it is, or that says another year of
    the same township, is refused unless the user states that year. One of another township is stored with a
    warning, as is any report half of whose figures stand in the same order elsewhere: townships do copy.
    """
    for copied in _copies(connection, reading, set(replaced)):
        verdict = _judge(reading, copied, given)
        if verdict:
            return verdict
    return Verdict()


def _judge(reading: Reading, copied: Copied, given: Identity | None) -> Verdict | None:
    own, held, file = reading.document.identity, copied.identity, reading.document.name
    partly = copied.extent is Extent.SOME
    if not own.key and not partly:
        reason = f"{copied.reason()}: remove one of the two, or state township and year"
        return Verdict(Failure(file, reason, Cause.DUPLICATE))
    if not held.key or own.kind is not held.kind:
        return None
    if own.township != held.township or (own.county and held.county and own.county != held.county):
        return Verdict(warning=f"{copied.told()}，请核对是否抄录")
    if partly:
        return Verdict(warning=f"{copied.told()}，请核对是否沿用旧数")
    if own.year == held.year:
        reason = f"{copied.reason()}, which states another county or none: remove one, or state the county"
        return Verdict(Failure(file, reason, Cause.DUPLICATE))
    if given and given.year:
        return None
    reason = (
        f"{copied.reason()}, the report of {held.year}, under the year {own.year}: remove the false one, or "
        "state the year (--year, manifest.csv) if both are real"
    )
    return Verdict(Failure(file, reason, Cause.RELABELLED))


def _copies(connection: Connection, reading: Reading, replaced: set[int]) -> list[Copied]:
    """Return the reports held that are copied, those first of which most is."""
    find = _copies_by_figures if reading.runs else _copies_by_text
    found = find(connection, reading, replaced)
    return sorted(found, key=lambda copied: (copied.extent is Extent.SOME, -copied.share))


def _copies_by_figures(connection: Connection, reading: Reading, replaced: set[int]) -> Iterator[Copied]:
    """Yield the reports that share half the runs of figures of the shorter of the two."""
    amounts = _amounts(reading.figures)
    for document_id, shared in _candidates(connection, reading.runs, replaced):
        share = shared / min(len(reading.runs), _count_bands(connection, document_id))
        if shared >= LEAST_RUNS and share >= SHARED:
            extent = _extent(amounts, _held_amounts(connection, document_id))
            yield Copied(*_whose(connection, document_id), extent, share)


def _copies_by_text(connection: Connection, reading: Reading, replaced: set[int]) -> Iterator[Copied]:
    """Yield the reports of the same few figures, or none, and nearly the same words."""
    amounts = _amounts(reading.figures)
    text = compared_text(reading.document.text, reading.document.identity)
    for document_id, _ in _candidates(connection, reading.bands, replaced):
        if amounts == _held_amounts(connection, document_id):
            name, identity = _whose(connection, document_id)
            query = select(documents.c.text).where(documents.c.id == document_id)
            held = compared_text(connection.execute(query).scalar_one(), identity)
            share = likeness(text, held)
            if share >= (ALIKE if amounts.total() < FEW_FIGURES else LIKE):
                yield Copied(name, identity, Extent.WHOLE, share)


def _extent(own: Counter[Amount], held: Counter[Amount]) -> Extent:
    if own == held:
        return Extent.WHOLE
    return Extent.PART if own <= held else Extent.MORE if held <= own else Extent.SOME


def _candidates(
    connection: Connection, wanted: Sequence[int], replaced: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield (document id, bands or runs shared) for the few that share most."""
    shared = func.count()
    query = select(bands.c.document_id, shared).where(bands.c.band.in_(wanted)).group_by(bands.c.document_id)
    query = query.order_by(shared.desc(), bands.c.document_id).limit(MOST_CANDIDATES + len(replaced))
    for document_id, count in connection.execute(query):
        if document_id not in replaced:
            yield document_id, count


def _count_bands(connection: Connection, document_id: int) -> int:
    query = select(func.count()).select_from(bands).where(bands.c.document_id == document_id)
    return connection.execute(query).scalar_one()


def _whose(connection: Connection, document_id: int) -> tuple[str, Identity]:
    query = select(documents.c.name, documents.c.identity).where(documents.c.id == document_id)
    name, identity = connection.execute(query).one()
    return name, rows.identity_of(identity)


def _amounts(found: Iterable[Figure]) -> Counter[Amount]:
    """Count the figures by their text and unit; years never stand among them."""
    return Counter((figure.mention.text, figure.mention.unit) for figure in found)


def _held_amounts(connection: Connection, document_id: int) -> Counter[Amount]:
    query = select(figures.c.text, figures.c.unit).where(figures.c.document_id == document_id)
    return Counter((text, unit) for text, unit in connection.execute(query))

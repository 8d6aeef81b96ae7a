"""Whether a report is a copy of one already held, and what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from fazhi_rag.knowledge import rows
from fazhi_rag.knowledge.catalogue import Reading
from fazhi_rag.knowledge.likeness import compared_text, likeness
from fazhi_rag.knowledge.schema import bands, documents, figures
from fazhi_rag.types import Cause, Failure, Figure, Identity

MOST_CANDIDATES = 6
LIKE = 0.7
"""With every figure the same, this share of shingles makes a copy: a rewriter swaps words, never figures."""
ALIKE = 0.95
"""The share where there are hardly any figures to go by."""
FEW_FIGURES = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a copy means: a failure where it must not be stored, else a warning where one is due."""

    failure: Failure | None = None
    warning: str | None = None


def judge_copy(
    connection: Connection, reading: Reading, *, given: Identity | None, replaced: Iterable[int]
) -> Verdict:
    """Compare a reading with the reports held, those it replaces apart.

    A copy that does not say whose it is, or that says another year of the same township, is refused unless
    the user states that year; one of another township is stored with a warning: townships do copy.
    """
    for identity, name in _copies(connection, reading, set(replaced)):
        verdict = _judge(reading, identity, name, given)
        if verdict:
            return verdict
    return Verdict()


def _judge(reading: Reading, held: Identity, name: str, given: Identity | None) -> Verdict | None:
    own, file = reading.document.identity, reading.document.name
    if not own.key:
        reason = f"the same text and figures are held from {name}: remove one, or state township and year"
        return Verdict(Failure(file, reason, Cause.DUPLICATE))
    if not held.key or own.kind is not held.kind:
        return None
    if own.township != held.township or (own.county and held.county and own.county != held.county):
        whose = f"{held.county or ''}{held.township} {held.year} 年"
        return Verdict(warning=f"文字和数字与 {name}（{whose}）几乎相同，请核对是否抄录")
    if own.year == held.year or (given and given.year):
        return None
    reason = (
        f"the report of {held.year} ({name}) with only the years changed to {own.year}: remove the false one,"
        " or state the year (--year, manifest.csv) if both are real"
    )
    return Verdict(Failure(file, reason, Cause.RELABELLED))


def _copies(connection: Connection, reading: Reading, replaced: set[int]) -> list[tuple[Identity, str]]:
    """Return whose the copies are and their names, likest first."""
    found = []
    text = compared_text(reading.document.text, reading.document.identity)
    amounts = _amounts(reading.figures)
    for document_id in _candidates(connection, reading.bands, replaced):
        columns = (documents.c.identity, documents.c.name, documents.c.text)
        held = connection.execute(select(*columns).where(documents.c.id == document_id)).one()
        identity = rows.identity_of(held.identity)
        share = likeness(text, compared_text(held.text, identity))
        least = ALIKE if amounts.total() < FEW_FIGURES else LIKE
        if share >= least and amounts == _held_amounts(connection, document_id):
            found.append((share, identity, held.name))
    found.sort(key=lambda copy: -copy[0])
    return [(identity, name) for _, identity, name in found]


def _candidates(connection: Connection, wanted: Sequence[int], replaced: set[int]) -> list[int]:
    query = select(bands.c.document_id).where(bands.c.band.in_(wanted))
    shared = Counter(connection.execute(query).scalars())
    return [one for one, _ in shared.most_common() if one not in replaced][:MOST_CANDIDATES]


def _amounts(found: Iterable[Figure]) -> Counter[tuple[str, str | None]]:
    """Count the figures by their text and unit; years never stand among them."""
    return Counter((figure.mention.text, figure.mention.unit) for figure in found)


def _held_amounts(connection: Connection, document_id: int) -> Counter[tuple[str, str | None]]:
    query = select(figures.c.text, figures.c.unit).where(figures.c.document_id == document_id)
    return Counter((text, unit) for text, unit in connection.execute(query))

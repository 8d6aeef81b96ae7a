"""The ledger: every amount a document states, as a row with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from sqlalchemy import Connection, select

from fazhi_rag.knowledge import rows
from fazhi_rag.knowledge.catalogue import document_limits
from fazhi_rag.knowledge.records import Scope
from fazhi_rag.knowledge.schema import documents, figures
from fazhi_rag.numbers import sentence_spans
from fazhi_rag.types import Document, Figure, Mention, Place, Section, Span


def collect_figures(document: Document, mentions: Iterable[Mention]) -> tuple[Figure, ...]:
    """Return the ledger rows of a document: usable mentions of an amount, in order.

    Dates, years, ordinals, names, damaged digits and what stands in a damaged sentence are no figures.
    """
    sentences = sentence_spans(document.text)
    return tuple(
        _figure(document, mention, _sentence_of(mention.span, sentences))
        for mention in mentions
        if mention.is_fact
        and mention.usable
        and not any(mention.span.overlaps(one) for one in document.damaged)
    )


def _figure(document: Document, mention: Mention, sentence: Span) -> Figure:
    identity = document.identity
    section = document.section_at(mention.span.start)
    heading = rows.PATH_SEPARATOR.join(section.path) if section else ""
    return Figure(
        mention=mention,
        place=Place(document.name, identity.township, identity.county, identity.year, heading, mention.span),
        sentence=sentence.of(document.text),
        sentence_span=sentence,
        topics=nearest_topics(document, section),
    )


def nearest_topics(document: Document, section: Section | None) -> tuple[str, ...]:
    """Return the topics of a section, or of the closest section above that has any."""
    while section and not section.topics and section.parent is not None:
        section = document.sections[section.parent]
    return section.topics if section else ()


def _sentence_of(span: Span, sentences: list[Span]) -> Span:
    index = bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1
    return sentences[index] if index >= 0 and sentences[index].contains(span) else span


def list_figures(
    connection: Connection, scope: Scope, *, unit: str | None = None, document_id: int | None = None
) -> list[Figure]:
    """Return the figures in a scope, by county, township, year, document and place."""
    limits = document_limits(scope)
    if scope.topic is not None:
        limits.append(figures.c.topics.contains(f" {scope.topic} ", autoescape=True))
    if unit is not None:
        limits.append(figures.c.unit == unit)
    if document_id is not None:
        limits.append(documents.c.id == document_id)
    place = [documents.c[name] for name in ("name", "township", "county", "year")]
    order = (documents.c.county, documents.c.township, documents.c.year, documents.c.id, figures.c.start)
    query = select(figures, *place).join(documents).where(*limits).order_by(*order)
    return [rows.figure_of(row) for row in connection.execute(query).mappings()]

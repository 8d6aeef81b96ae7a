"""What a review needs from a knowledge base: last year's report, the others, the policies."""

from __future__ import annotations

from functools import cached_property

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import Document, DocumentKind, Identity


class Holdings:
    """A knowledge base seen from one report, which itself is left out of it."""

    def __init__(self, kb: KnowledgeBase, identity: Identity, sha256: str) -> None:
        self.kb = kb
        self._identity = identity
        self._sha256 = sha256

    @cached_property
    def reports(self) -> list[DocumentRecord]:
        """All reports held, the reviewed one too."""
        return self.kb.documents(kind=DocumentKind.ANNUAL_REPORT)

    @cached_property
    def policies(self) -> list[DocumentRecord]:
        """The policies held that have a title."""
        return [one for one in self.kb.documents(kind=DocumentKind.POLICY) if one.identity.title]

    def is_same(self, record: DocumentRecord) -> bool:
        """Whether a report held is the reviewed one, perhaps in an earlier wording."""
        who = record.identity
        return record.sha256 == self._sha256 or (self.is_own(record) and who.year == self._identity.year)

    def is_last(self, record: DocumentRecord) -> bool:
        """Whether a report held is the same township's, of the year before."""
        year = self._identity.year
        return year is not None and record.identity.year == year - 1 and self.is_own(record)

    @cached_property
    def last_year(self) -> Document | None:
        """The same township's report of the year before."""
        held = [record for record in self.reports if self.is_last(record)]
        return self.kb.load(held[0].id) if len(held) == 1 else None

    def is_own(self, record: DocumentRecord) -> bool:
        """Whether a report held is the same township's, of any year."""
        mine, who = self._identity, record.identity
        same_county = None in (mine.county, who.county) or mine.county == who.county
        return mine.township is not None and mine.township == who.township and same_county

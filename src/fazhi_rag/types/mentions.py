"""A number in a text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fazhi_rag.types.values import Span, Value


class Kind(StrEnum):
    """What a numeric mention is (NUMBERS: §1 of docs/numbers.md)."""

    QUANTITY = "quantity"
    PERCENT = "percent"
    RATE = "rate"
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    DATE = "date"
    YEAR = "year"
    YEAR_RANGE = "year_range"
    DOC_NUMBER = "doc_number"
    ARTICLE = "article"
    ORDINAL = "ordinal"
    ENUMERATOR = "enumerator"
    NAMED_TERM = "named_term"
    PHONE = "phone"
    OTHER = "other"


FACT_KINDS = frozenset({Kind.QUANTITY, Kind.PERCENT, Kind.RATE, Kind.FRACTION, Kind.MULTIPLE})
"""Kinds that state how much or how many; only these enter the ledger and drafts."""


class Approx(StrEnum):
    """How the printed value bounds the real one: 120余 → more_than, 10%以上 → at_least, 15天内 → at_most."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"


Number = Decimal | tuple[Decimal, Decimal]
"""An exact value, or the two ends of a range."""


@dataclass(frozen=True, slots=True)
class Mention(Value):
    """One numeric expression in a text.

    `value` is a `Number` for facts, years and year ranges, an ISO date (`2023-01-31`, `2021-11`, `--12-04`)
    for dates, the normalised text for document numbers, articles and named terms, None where none is stated
    (多次). The scale is already applied (1万余份 → 10000 份, 80万元 → 800000 元).
    """

    text: str
    span: Span
    kind: Kind
    value: Number | str | None
    unit: str | None = None
    approx: Approx = Approx.EXACT
    per: str | None = None
    """What a rate is counted per: 季度 in 每季度1次, 村（居） in 23个村（居）均配备一名."""
    subject: str | None = None
    """The noun phrase counted, with its verb and modifiers: 成功调处社会矛盾."""
    head: str | None = None
    """The head noun of the subject: 社会矛盾."""
    role: str | None = None
    """before | after (由4间提升到14间), part | whole (98条，含…21条)."""
    actor: str | None = None
    """Who did it, where the sentence says so: 分管领导."""
    period: str | None = None
    """The stated period as written, where narrower than the year: 截至11月底, 上半年, 每季度 is `per`."""
    year: int | None = None
    """The calendar year stated in the same sentence before the number, if any."""
    usable: bool = True
    """False where the digits are damaged (20212025年): never evidence."""

    @property
    def is_fact(self) -> bool:
        """Whether the mention states an amount."""
        return self.kind in FACT_KINDS

"""A cited answer, or an abstention."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fazhi_rag.types.documents import Place
from fazhi_rag.types.grounding import Finding
from fazhi_rag.types.values import Value


@dataclass(frozen=True, slots=True)
class Citation(Value):
    """A sentence of an answer and the place it was quoted from. `key` is printed in the answer: [1]."""

    key: int
    text: str
    place: Place


class Abstention(StrEnum):
    """Why a question was not answered."""

    NO_SUCH_TOWNSHIP = "no_such_township"
    NO_SUCH_YEAR = "no_such_year"
    NOT_MENTIONED = "not_mentioned"
    AMBIGUOUS_NAME = "ambiguous_name"
    NO_DOCUMENTS = "no_documents"


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """A cited answer, or an abstention with its reason. Cannot exist without its findings."""

    text: str
    status: str
    """answered | abstained"""
    reason: Abstention | None
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]
    question: str = ""

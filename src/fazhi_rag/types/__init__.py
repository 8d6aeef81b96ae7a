"""Every value that crosses a room: frozen, slotted, and printable with `to_dict()`.

Reading order: `values`, `mentions`, `documents`, `grounding`, `answers`; `ingest` and `review` stand alone.
"""

from fazhi_rag.types.answers import Abstention, Answer, AnswerRow, Citation
from fazhi_rag.types.documents import (
    Chunk,
    Document,
    DocumentKind,
    Figure,
    Hit,
    Identity,
    OffsetMap,
    Part,
    Place,
    Section,
    Unit,
)
from fazhi_rag.types.grounding import (
    Conflict,
    ConflictKind,
    Evidence,
    Finding,
    Grounding,
    Source,
    Status,
    count_statuses,
)
from fazhi_rag.types.ingest import Cause, Failure, IngestReport
from fazhi_rag.types.mentions import FACT_KINDS, Approx, Kind, Mention, Number
from fazhi_rag.types.review import Review, ReviewFinding, Severity
from fazhi_rag.types.values import Span, Value, as_json

__all__ = [
    "FACT_KINDS",
    "Abstention",
    "Answer",
    "AnswerRow",
    "Approx",
    "Cause",
    "Chunk",
    "Citation",
    "Conflict",
    "ConflictKind",
    "Document",
    "DocumentKind",
    "Evidence",
    "Failure",
    "Figure",
    "Finding",
    "Grounding",
    "Hit",
    "Identity",
    "IngestReport",
    "Kind",
    "Mention",
    "Number",
    "OffsetMap",
    "Part",
    "Place",
    "Review",
    "ReviewFinding",
    "Section",
    "Severity",
    "Source",
    "Span",
    "Status",
    "Unit",
    "Value",
    "as_json",
    "count_statuses",
]

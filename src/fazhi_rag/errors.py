"""The error tree. Expected outcomes (an abstention, an ungrounded number) are values, not errors.

FazhiError
├── InputError              a file, facts sheet or argument that cannot be used: says which, where, what to do
│   ├── UnsupportedFormat   a file format that is not read (names it)
│   └── FactsError          a facts sheet with a missing column or a bad row (names the row)
├── UnknownScope            a township, topic or year that is not there (says what exists)
├── KnowledgeBaseError      a knowledge base that cannot be opened (corrupt, newer version)
│   └── KnowledgeBaseLocked another process is writing to it
├── ModelError              the model or embedding endpoint is down or not set up
│   └── UnusableReply       it answered, but cut, refused, empty or in no readable form
└── EvaluationError         a suite that is missing, empty or malformed
"""

from __future__ import annotations


class FazhiError(Exception):
    """Root of every error this library raises on purpose."""


class InputError(FazhiError):
    """A file or argument that cannot be used. `place` names the file (and the line or row, where known)."""

    def __init__(self, message: str, *, place: str | None = None) -> None:
        self.place = place
        super().__init__(f"{place}: {message}" if place else message)


class UnsupportedFormat(InputError):
    """A file whose format is not read; the message names the format and says what to do."""


class FactsError(InputError):
    """A facts sheet with a missing column or an unparsable row."""


class UnknownScope(FazhiError):
    """A township, topic or year that does not exist here; the message lists what does."""


class KnowledgeBaseError(FazhiError):
    """A knowledge base that cannot be opened or read."""


class KnowledgeBaseLocked(KnowledgeBaseError):
    """Another process holds the write lock."""


class ModelError(FazhiError):
    """The chat model or the embedding endpoint failed; nothing was stored."""


class UnusableReply(ModelError):
    """The model answered, but its reply was cut, refused, empty or not of the form asked for."""


class EvaluationError(FazhiError):
    """An evaluation suite that is missing, empty or malformed."""

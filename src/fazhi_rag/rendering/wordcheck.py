"""Read an exported file back: it must say what was written, with the same figures."""

from __future__ import annotations

from fazhi_rag.errors import InputError
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading.cleaning import clean
from fazhi_rag.reading.traced import Traced
from fazhi_rag.reading.word import extract
from fazhi_rag.types import Mention

_SHOWN = 40


def check_word_file(data: bytes, expected: str, *, place: str) -> None:
    """Compare the text and figures of a Word file, as this library reads it, with what was to be written.

    Raises:
        InputError: they differ; says where, with both sides.
    """
    read = clean(extract(data, place=place).text).text
    wanted = clean(Traced.whole(expected)).text
    if read != wanted:
        at = next((i for i, (a, b) in enumerate(zip(read, wanted, strict=False)) if a != b), 0)
        at = at or min(len(read), len(wanted))
        begin = max(at - 10, 0)
        message = (
            f"reads back differently at character {at}: {read[begin : at + _SHOWN]!r}, "
            f"written was {wanted[begin : at + _SHOWN]!r}; the file was not kept, please report the text"
        )
        raise InputError(message, place=place)
    found, meant = (list(map(_figure, find_mentions(text))) for text in (read, wanted))
    if found != meant:
        raise InputError("holds other figures than were written; the file was not kept", place=place)


def _figure(mention: Mention) -> tuple[object, ...]:
    return (mention.span, mention.kind, mention.value, mention.unit, mention.approx, mention.subject)

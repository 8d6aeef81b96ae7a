"""A file's bytes, with limits, and its text."""

from __future__ import annotations

from pathlib import Path

from fazhi_rag.errors import InputError
from fazhi_rag.reading.decoding import decode
from fazhi_rag.reading.formats import refuse_other_formats

MOST_BYTES = 20_000_000
"""The largest file read. A report has about 15 kB; anything near this is not one."""


def read_bytes(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a regular file of at most `most` bytes.

    Raises:
        InputError: for a file that is missing, unreadable, no regular file, or too large (not read then).
    """
    place = str(path)
    try:
        if not path.is_file():
            raise InputError("is not a regular file" if path.exists() else "no such file", place=place)
        check_size(path.stat().st_size, place=place, most=most)
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", place=place) from error
    check_size(len(data), place=place, most=most)
    return data


def check_size(size: int, *, place: str, most: int = MOST_BYTES) -> None:
    """Refuse what is larger than `most` bytes.

    Raises:
        InputError: names the limit.
    """
    if size > most:
        message = f"{size:,} bytes; at most {most:,} are read: split it, or cut what is not text"
        raise InputError(message, place=place)


def decode_file(path: Path) -> tuple[str, str]:
    """Return the text of a plain-text file (a report, a CSV or YAML sheet) and the name of its encoding.

    Raises:
        UnsupportedFormat: for a format that is not plain text; names it.
        InputError: for a file that cannot be read or decoded.
    """
    data = read_bytes(path)
    refuse_other_formats(data, place=str(path))
    return decode(data, place=str(path))

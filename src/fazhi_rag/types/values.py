"""What every value is made of: `to_dict()`, and the half-open `Span`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar


def as_json(value: object) -> Any:
    """Turn a value into what `json.dumps` takes: Decimals as strings, tuples as lists, values as dicts."""
    match value:
        case Value():
            return value.to_dict()
        case Enum() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case tuple() | list() | frozenset():
            return [as_json(item) for item in value]
        case _:
            return value


class Value:
    """A value with `to_dict()`: its fields, then the properties named in `_shown`."""

    __slots__ = ()
    _shown: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the value as plain JSON types."""
        names = [f.name for f in fields(self) if f.repr] + list(self._shown)  # type: ignore[arg-type]
        return {name: as_json(getattr(self, name)) for name in names}


@dataclass(frozen=True, slots=True, order=True)
class Span(Value):
    """A half-open range of code points: `text[span.start:span.end]`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of `text` in this span."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """Return the span moved by `by` code points."""
        return Span(self.start + by, self.end + by)

    def contains(self, other: Span) -> bool:
        """Whether `other` lies in this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

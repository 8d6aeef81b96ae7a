"""What a user sets about a review: in code, on the command line or in fazhi.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from fazhi_rag.errors import InputError
from fazhi_rag.reviewing.registry import check_codes
from fazhi_rag.types import Value

CONFIG_NAME = "fazhi.toml"
_LARGEST = 1_000_000
"""Bytes of a configuration file."""


@dataclass(frozen=True, slots=True)
class Allowed(Value):
    """A finding that was looked at and may stand, and why."""

    code: str
    reason: str
    text: str | None = None
    """The quoted place; None allows the code everywhere."""


@dataclass(frozen=True, slots=True)
class ReviewSettings(Value):
    """How a report is reviewed.

    Source: 督察工作规定 for the two dates (month, day of the year after the report's); DOMAIN §2.8 for the
    lengths of copied stretches; the jump is a convention.

    Raises:
        InputError: a code that no rule has, a day that no year has, a number below 1.

    """

    select: tuple[str, ...] = ()
    """Codes or their beginnings; empty for all."""
    ignore: tuple[str, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    report_up: tuple[int, int] = (3, 1)
    publish: tuple[int, int] = (4, 1)
    jump: int = 5
    """Times that a figure may grow or shrink in a year."""
    copied: int = 24
    """Least characters shared with another township, formula, titles, names and digits aside."""
    repeated: int = 40
    """The same for the township's own last report."""
    checklist: tuple[str, ...] = ()
    """Items of the county's 工作要点, to be ticked off."""

    def __post_init__(self) -> None:
        check_codes((*self.select, *self.ignore, *(one.code for one in self.allowed)))
        for month, day in (self.report_up, self.publish):
            try:
                date(2023, month, day)
            except ValueError:
                raise InputError(f"{month:02}-{day:02} is no day of a year: write 03-01") from None
        if self.jump < 2 or min(self.copied, self.repeated) < 20:
            raise InputError("jump is at least 2; copied and repeated are at least 20 characters")

    def wants(self, code: str) -> bool:
        """Whether the rule with this code is to be run."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))

    def allows(self, code: str, text: str) -> bool:
        """Whether a finding was looked at already and may stand."""
        return any(code.startswith(one.code) and one.text in (None, text) for one in self.allowed)


_Day = Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Allow(_Strict):
    code: str
    reason: Annotated[str, StringConstraints(min_length=1)]
    text: str | None = None


class _Deadlines(_Strict):
    report_up: _Day = "03-01"
    publish: _Day = "04-01"


class _Review(_Strict):
    select: list[str] = []
    ignore: list[str] = []
    allow: list[_Allow] = []
    deadlines: _Deadlines = _Deadlines()
    jump: int = Field(5, ge=2)
    copied: int = Field(24, ge=20)
    repeated: int = Field(40, ge=20)
    checklist: list[str] = []


def load_settings(path: str | Path) -> ReviewSettings:
    """Read the table [review] of a fazhi.toml; a file without one gives the defaults.

    Raises:
        InputError: the file is missing or no TOML, or a key or value is not known; names it.

    """
    read = _read(Path(path))
    try:
        told = _Review.model_validate(read)
        return ReviewSettings(
            select=check_codes(told.select),
            ignore=check_codes(told.ignore),
            allowed=tuple(Allowed(check_codes([a.code])[0], a.reason, a.text) for a in told.allow),
            report_up=_day(told.deadlines.report_up),
            publish=_day(told.deadlines.publish),
            jump=told.jump,
            copied=told.copied,
            repeated=told.repeated,
            checklist=tuple(told.checklist),
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, ("review", *first["loc"])))
        raise InputError(f"{where}: {first['msg']}", place=str(path)) from None
    except InputError as error:
        raise InputError(str(error), place=str(path)) from None


def _read(path: Path) -> object:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError("too large for a configuration file", place=str(path))
        return tomllib.loads(path.read_text("utf-8")).get("review", {})
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is no TOML file: {error}", place=str(path)) from error


def _day(written: str) -> tuple[int, int]:
    month, day = written.split("-")
    return int(month), int(day)

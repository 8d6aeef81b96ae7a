"""A list of townships, where the user has one: tells namesakes apart and what exists but is not held.

The file is the user's: `code,name,county,city,province`, a row a township. None ships with the library.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from fazhi_rag.errors import InputError
from fazhi_rag.reading.files import decode_file
from fazhi_rag.types import Identity, Value

VARIABLE = "FAZHI_GAZETTEER"
COLUMNS = ("code", "name", "county", "city", "province")


@dataclass(frozen=True, slots=True)
class Township(Value):
    """A township that exists."""

    name: str
    county: str
    prefecture: str | None
    province: str | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Townships by name, with their suffix: 开平镇 and 开平街道 are two."""

    by_name: dict[str, tuple[Township, ...]]

    def find(self, name: str, *, county: str | None = None) -> tuple[Township, ...]:
        """Return the townships a name can mean: 渠马镇, 云阳县渠马镇 or 重庆市云阳县渠马镇; () for none.

        The names of the units above may be written in front, all or some; `county` limits as well.
        """
        found = [
            one
            for start in range(len(name))
            for one in self.by_name.get(name[start:], ())
            if _stands_before(name[:start], one)
        ]
        return tuple(one for one in found if county in (None, one.county))

    def complete(self, identity: Identity) -> Identity:
        """Return an identity with the units above its township, where only one township can be meant."""
        if identity.township is None:
            return identity
        found = [one for one in self.find(identity.township, county=identity.county) if _fits(one, identity)]
        if len(found) != 1:
            return identity
        (one,) = found
        return replace(
            identity,
            county=one.county,
            prefecture=one.prefecture if identity.prefecture in (None, one.county) else identity.prefecture,
            province=identity.province or one.province,
        )


@cache
def load_gazetteer(path: Path) -> Gazetteer:
    """Read a gazetteer (UTF-8 or GB 18030).

    Raises:
        InputError: for a file that cannot be read, a missing column or a row without name or county.
    """
    text, _ = decode_file(path)
    reader = csv.DictReader(text.splitlines())
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(
            f"line 1: the column {missing[0]!r} is missing: expected {','.join(COLUMNS)}", place=str(path)
        )
    by_name: dict[str, tuple[Township, ...]] = {}
    for row in reader:
        code, name, county, city, province = ((row[column] or "").strip() for column in COLUMNS)
        if not name or not county:
            raise InputError(f"line {reader.line_num}: a row needs a name and a county", place=str(path))
        # 市辖区 and 县 stand where a municipality has no prefecture.
        prefecture = None if city in ("", "市辖区", "县", province) else city
        one = Township(name, county, prefecture, province or None, code)
        by_name[name] = (*by_name.get(name, ()), one)
    return Gazetteer(by_name)


def configured_gazetteer() -> Gazetteer | None:
    """Return the gazetteer that FAZHI_GAZETTEER names, or None where it is not set."""
    path = os.environ.get(VARIABLE)
    return load_gazetteer(Path(path)) if path else None


def _stands_before(before: str, one: Township) -> bool:
    """Whether what precedes a name are names of the units above it, outermost first."""
    for unit in (one.province, one.prefecture, one.county):
        before = before.removeprefix(unit or "")
    return not before


def _fits(one: Township, identity: Identity) -> bool:
    """Whether the units above agree; a city that is a county's equal may have been taken for a prefecture."""
    prefectures = (None, one.prefecture, one.county)
    return identity.prefecture in prefectures and identity.province in (None, one.province)

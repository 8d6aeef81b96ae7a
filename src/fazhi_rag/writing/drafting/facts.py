"""Facts of this year: a CSV, XLSX or YAML sheet (指标, 数值, 单位, 限定, 截止, 主题, 备注) → `Fact`s."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fazhi_rag.errors import FactsError, InputError
from fazhi_rag.numbers import find_mentions, parse_number
from fazhi_rag.reading import decode_file, read_table
from fazhi_rag.types import Mention, Value

COLUMNS = ("指标", "数值", "单位", "限定", "截止", "主题", "备注")
_BEFORE = ("约", "近", "超", "超过", "逾", "不足", "至少", "不少于", "累计")
_INSIDE = ("余", "多")
_AFTER = ("以上", "以下", "以内", "内", "左右")
_QUALIFIERS = (*_BEFORE, *_INSIDE, *_AFTER)
_MARKS = re.compile("|".join(sorted(_QUALIFIERS, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Fact(Value):
    """One row of a facts sheet. `value` None means that the figure is not known yet."""

    id: str
    """f1, f2, … in the order of the sheet."""
    indicator: str
    value: Decimal | None
    unit: str
    qualifier: str = ""
    """余 多 约 近 超 以上 … as the report should print it."""
    as_of: str = ""
    topic: str = ""
    note: str = ""
    place: str = ""
    """File and row, for messages."""

    @property
    def figure(self) -> str:
        """The figure in the house form: 20余次, 1万余份, 80万元, 99.4%; empty where it is not known."""
        return "" if self.value is None else print_figure(self.value, self.unit, self.qualifier)

    @property
    def sentence(self) -> str:
        """The fact as a plain sentence, which is what its figure is verified against."""
        return f"{self.as_of and f'截至{self.as_of}，'}{self.indicator}{self.figure}。"


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, str_strip_whitespace=True)

    indicator: str = Field(alias="指标", min_length=1)
    value: str | None = Field(alias="数值")
    unit: str | None = Field("", alias="单位")
    qualifier: str | None = Field("", alias="限定")
    as_of: str | None = Field("", alias="截止")
    topic: str | None = Field("", alias="主题")
    note: str | None = Field("", alias="备注")


def load_facts(facts: str | Path | Iterable[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """Load a facts sheet from a `.csv`, `.xlsx` or `.yaml` file, or from mappings with the same keys.

    An empty 数值 is a figure not known yet; it comes out as a blank. 单位 and the columns after it may be
    missing.

    Raises:
        FactsError: a column is missing, or a row cannot be read; the message names the row.
        InputError: the file cannot be read.

    """
    if isinstance(facts, str | Path):
        path = Path(facts)
        rows = _read_yaml(path) if path.suffix.lower() in (".yaml", ".yml") else _read_sheet(path)
        name = path.name
    else:
        name, rows = "facts", [(f"第{i}行", dict(row)) for i, row in enumerate(facts, start=1)]
    return tuple(_fact(f"f{i}", row, f"{name} {place}") for i, (place, row) in enumerate(rows, start=1))


def print_figure(value: Decimal, unit: str, qualifier: str = "") -> str:
    """Print a figure in the house form: 万 for whole 万元 and round 10,000s, qualifier where it belongs."""
    number, scale = _scaled(value, unit)
    if qualifier in _INSIDE:
        return f"{number}{scale}{qualifier}{unit}"
    if qualifier in _AFTER:
        return f"{number}{scale}{unit}{qualifier}"
    return f"{qualifier}{number}{scale}{unit}"


def _scaled(value: Decimal, unit: str) -> tuple[str, str]:
    steps = 100 if unit == "元" else 1000
    if value >= 10_000 and value % steps == 0:
        return _plain(value / 10_000), "万"
    return _plain(value), ""


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_sheet(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """The rows below the header, which is the first row that holds anything."""
    numbered = [(number, row) for number, row in enumerate(read_table(path), start=1) if any(row)]
    header = [name.strip() for name in numbered[0][1]] if numbered else []
    for required in COLUMNS[:2]:
        if required not in header:
            raise FactsError(
                f"column {required} is missing (found: {'，'.join(header) or 'nothing'}); "
                f"the columns are {'，'.join(COLUMNS)}",
                place=str(path),
            )
    full = [(number, (*row, *[""] * len(header))) for number, row in numbered[1:]]
    return [(f"第{number}行", dict(zip(header, row, strict=False))) for number, row in full]


def _read_yaml(path: Path) -> list[tuple[str, dict[str, Any]]]:
    text, _ = decode_file(path)
    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FactsError(f"not valid YAML: {error}", place=str(path)) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FactsError(f"expected a list of mappings with the keys {'，'.join(COLUMNS)}", place=str(path))
    return [(f"第{i}项", row) for i, row in enumerate(rows, start=1)]


def _fact(ident: str, row: Mapping[str, Any], place: str) -> Fact:
    try:
        read = _Row.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        raise FactsError(f"{first['loc'][0]}: {first['msg']}", place=place) from None
    unit, qualifier = read.unit or "", read.qualifier or ""
    if qualifier and qualifier not in _QUALIFIERS:
        raise FactsError(f"限定 {qualifier!r} is none of {' '.join(_QUALIFIERS)}", place=place)
    value, unit, qualifier = _value(read.value or "", unit, qualifier, place=place)
    return Fact(
        ident,
        read.indicator,
        value,
        unit,
        qualifier,
        read.as_of or "",
        read.topic or "",
        read.note or "",
        place,
    )


def _value(printed: str, unit: str, qualifier: str, *, place: str) -> tuple[Decimal | None, str, str]:
    """Read a cell: 156, 1.2 beside 万份, 99.4%, or a figure as it is printed, 20余次."""
    if not printed:
        return None, unit, qualifier
    bare, scale = printed.removesuffix("%").removesuffix("％"), Decimal(1)
    if bare != printed:
        unit = "%"
    if unit.startswith(("万", "亿")) and len(unit) > 1:
        scale, unit = Decimal(10_000 if unit[0] == "万" else 100_000_000), unit[1:]
    try:
        return parse_number(bare) * scale, unit, qualifier
    except (InputError, ValueError):
        read = _printed_figure(printed, unit)
    if read is None:
        raise FactsError(
            f"数值 {printed!r} is not a number; leave it empty where the figure is not known", place=place
        )
    mention, marks = read
    return Decimal(str(mention.value)), mention.unit or unit, qualifier or marks


def _printed_figure(cell: str, unit: str) -> tuple[Mention, str] | None:
    """A cell that holds a figure as a report prints it, with the qualifier it carries."""
    text = cell if not unit or cell.endswith(unit) else cell + unit
    found = [m for m in find_mentions(text) if m.is_fact and isinstance(m.value, Decimal)]
    if len(found) != 1 or _MARKS.sub("", text) != _MARKS.sub("", found[0].text):
        return None
    return found[0], next((mark for mark in _QUALIFIERS if mark in text), "")

"""Charts of ledger rows: a township over the years, townships beside each other. Geometry, no drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.numbers.measures import scale_unit, unit_class
from fazhi_rag.types import AnswerRow, Approx, Figure, Number, Value

_NOTHING = "未提及"
_MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Bar(Value):
    """One report's figure. `share` and `upper` are parts of the chart's largest value, from 0 to 100."""

    label: str
    printed: str
    """As the report prints it: 20余次; 未提及 where it says nothing."""
    share: Decimal | None
    """None where the report says nothing: never a bar of length 0."""
    upper: Decimal | None = None
    """The upper end of a range."""
    approximate: bool = False
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Chart(Value):
    """Figures of one unit, to look at and to read."""

    title: str
    unit: str
    over_years: bool
    """One township over several years; else townships (or reports) beside each other."""
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class _Point:
    whose: str
    year: int | None
    printed: str | None
    value: Number | None
    approx: Approx
    unit: str
    subject: str


def chart_rows(rows: Sequence[AnswerRow]) -> tuple[Chart, ...]:
    """Return a chart for each kind of unit among the rows of an answer; none for fewer than two figures.

    Only units that count alike (件 and 宗) share a scale, and a row that says nothing stays visible.
    """
    return _charts(
        [
            _Point(
                f"{row.county or ''}{row.township or ''}",
                row.year,
                row.figure,
                row.value,
                row.approx,
                row.unit or "",
                row.subject or "",
            )
            for row in rows
        ]
    )


def chart_figures(figures: Iterable[Figure]) -> tuple[Chart, ...]:
    """Return a chart for each kind of unit among figures of the ledger; none for fewer than two figures."""
    return _charts(
        [
            _Point(
                f"{figure.place.county or ''}{figure.place.township or ''}",
                figure.place.year,
                figure.mention.text,
                None if isinstance(figure.mention.value, str) else figure.mention.value,
                figure.mention.approx,
                figure.mention.unit or "",
                figure.mention.subject or "",
            )
            for figure in figures
        ]
    )


def _charts(points: list[_Point]) -> tuple[Chart, ...]:
    silent = [point for point in points if point.value is None]
    scales = dict.fromkeys(_scale(point.unit) for point in points if point.value is not None)
    made = []
    for scale in scales:
        known = [point for point in points if point.value is not None and _scale(point.unit) == scale]
        # A report that says nothing at all says nothing in every unit.
        group = known + silent
        if len(known) > 1 and len(group) <= _MOST_BARS and all(_ends(point)[0] >= 0 for point in known):
            made.append(_chart("、".join(dict.fromkeys(point.unit for point in known)), group))
    return tuple(made)


def _scale(unit: str) -> str:
    """Return what may stand on one scale: 件 and 宗 count alike, metres and kilometres do not."""
    return (unit_class(unit) if scale_unit(unit)[1] == 1 else unit) or ""


def _chart(unit: str, points: list[_Point]) -> Chart:
    townships, years = {point.whose for point in points}, {point.year for point in points}
    over_years = len(townships) == 1 and len(years) == len(points) and None not in years
    if over_years:
        points = sorted(points, key=lambda point: point.year or 0)
    else:
        points = sorted(points, key=lambda point: (point.value is None, -_ends(point)[1]))
    largest = max(_ends(point)[1] for point in points) or Decimal(1)
    whose = points[0].whose or "各报告"
    title = f"{whose}历年" if over_years else "各乡镇比较" if len(townships) > 1 else whose
    label_year = over_years or len(townships) == 1
    bars = tuple(
        _bar(point, largest, _label(point, year_only=label_year, several=len(years) > 1)) for point in points
    )
    return Chart(title, unit, over_years, bars)


def _label(point: _Point, *, year_only: bool, several: bool) -> str:
    year = f"{point.year}年" if point.year else ""
    if year_only:
        return year or point.whose
    return f"{point.whose} {year}".strip() if several else point.whose or year


def _bar(point: _Point, largest: Decimal, label: str) -> Bar:
    if point.value is None:
        return Bar(label, _NOTHING, None)
    low, high = (_share(end, largest) for end in _ends(point))
    upper = high if high != low else None
    return Bar(label, point.printed or "", low, upper, point.approx is not Approx.EXACT, point.subject)


def _ends(point: _Point) -> tuple[Decimal, Decimal]:
    match point.value:
        case None:
            return Decimal(0), Decimal(0)
        case (low, high):
            return low, high
        case value:
            return value, value


def _share(value: Decimal, largest: Decimal) -> Decimal:
    return (value * 100 / largest).quantize(Decimal("0.01"))

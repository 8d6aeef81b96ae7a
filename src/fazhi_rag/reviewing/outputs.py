"""A review as text for people, SARIF for tools, and one HTML page. JSON is `Review.to_dict()`."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from fazhi_rag.reviewing.registry import Rule, rules
from fazhi_rag.types import Evidence, Review, ReviewFinding, Severity, Unit

if TYPE_CHECKING:
    from jinja2 import Template

_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTE: "提示"}
_UNITS = {Unit.LINE: "行", Unit.PARAGRAPH: "段", Unit.PAGE: "页"}
_SHOWN = 60
"""Characters of a quoted place."""


def to_text(review: Review) -> str:
    """Return one line a finding, as linters print them, then how many there are of each severity."""
    rows = [_row(review, finding) for finding in review.findings]
    return "\n".join([*rows, summarize(review)])


def summarize(review: Review) -> str:
    """Say how many findings there are of each severity."""
    counts = "，".join(f"{_NAMES[severity]} {review.counts[severity]}" for severity in Severity)
    return counts if review.findings else "没有发现问题"


def _row(review: Review, finding: ReviewFinding) -> str:
    name = PurePath(review.name).name
    place = f"{name}:{finding.place}" if finding.place else name
    quoted = f"“{_shorten(finding.text)}”" if finding.text else ""
    fix = f" → {finding.fix}" if finding.fix else ""
    more = "".join(f"\n    另见：{describe_place(one)}" for one in finding.related[:3])
    return f"{place}: {finding.code} {_NAMES[finding.severity]} {quoted}{fix} {finding.message}{more}"


def describe_place(place: Evidence) -> str:
    """Name a related place: whose text it is, where that is told, and the place quoted."""
    whose = f"{place.county or ''}{place.township or ''}{f'{place.year}年 ' if place.year else ''}"
    return f"{whose}“{_shorten(place.text if len(place.text) > 12 else place.sentence)}”"


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"


def to_sarif(review: Review) -> dict[str, Any]:
    """Return the review as a SARIF 2.1.0 log, as plain JSON types; offsets are code points of the text.

    Source: OASIS SARIF 2.1.0, §3.27 result, §3.30 region.
    """
    used = sorted({finding.code for finding in review.findings})
    driver = {
        "name": "fazhi review",
        "informationUri": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/",
        "rules": [_sarif_rule(rules()[code]) for code in used],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(review, finding) for finding in review.findings],
    }
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.explanation},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"family": rule.family},
    }


def _sarif_result(review: Review, finding: ReviewFinding) -> dict[str, Any]:
    region: dict[str, Any] = {"charOffset": finding.span.start, "charLength": len(finding.span)}
    if finding.text:
        region["snippet"] = {"text": finding.text}
    if finding.place and review.unit is Unit.LINE:
        region["startLine"] = finding.place
    where = {"artifactLocation": {"uri": PurePath(review.name).as_posix()}, "region": region}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": where}],
    }
    if finding.fix:
        result["properties"] = {"fix": finding.fix}
    return result


def to_html(review: Review) -> str:
    """Return the review as one HTML page without script or network; everything from outside is escaped."""
    return _template().render(
        name=PurePath(review.name).name,
        summary=summarize(review),
        rows=[(number, finding, rules()[finding.code]) for number, finding in enumerate(review.findings, 1)],
        pieces=_pieces(review),
        unit=_UNITS[review.unit],
        names=_NAMES,
        describe=describe_place,
    )


def _pieces(review: Review) -> list[tuple[str, int, str]]:
    """Cut the text into (piece, number of its finding or 0, severity); where two overlap the first stands."""
    pieces: list[tuple[str, int, str]] = []
    at = 0
    for number, finding in enumerate(review.findings, 1):
        if finding.span.start >= at and len(finding.span):
            pieces.append((review.text[at : finding.span.start], 0, ""))
            pieces.append((finding.text, number, finding.severity.value))
            at = finding.span.end
    return [*pieces, (review.text[at:], 0, "")]


@cache
def _template() -> Template:
    from base64 import b64encode

    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("fazhi_rag.reviewing") / "templates"
    style = (folder / "review.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_printable
    )
    environment.globals.update(
        style=Markup(style),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )
    return environment.from_string((folder / "review.html").read_text("utf-8"))


def _printable(value: object) -> object:
    """Drop controls and marks that turn the direction of a line from what comes from outside."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return "".join(c for c in value if c in "\n\t" or (c.isprintable() and c not in "\u200e\u200f"))

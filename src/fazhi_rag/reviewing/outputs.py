"""A review as text for people and as SARIF for tools; `rendering.render_review` makes its HTML page."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from fazhi_rag.rendering import severity_name
from fazhi_rag.reviewing.registry import Rule, rules
from fazhi_rag.types import Evidence, Review, ReviewFinding, Severity, Unit

_SHOWN = 60
"""Characters of a quoted place."""
_MOST_PLACES = 3


def to_text(review: Review) -> str:
    """Return one line a finding, as linters print them, then how many there are of each severity."""
    rows = [_row(review, finding) for finding in review.findings]
    return "\n".join([*rows, summarize(review)])


def summarize(review: Review) -> str:
    """Say how many findings there are of each severity."""
    counts = "，".join(f"{severity_name(severity)} {review.counts[severity]}" for severity in Severity)
    return counts if review.findings else "没有发现问题"


def _row(review: Review, finding: ReviewFinding) -> str:
    name = PurePath(review.name).name
    place = f"{name}:{finding.place}" if finding.place else name
    quoted = f" 「{_shorten(finding.text)}」" if finding.text else ""
    fix = f" → {finding.fix}" if finding.fix else ""
    others = list(dict.fromkeys(map(describe_place, finding.related)))[:_MOST_PLACES]
    more = "".join(f"\n    另见：{other}" for other in others)
    return f"{place}: {finding.code} {severity_name(finding.severity)}{quoted}{fix} {finding.message}{more}"


def describe_place(place: Evidence) -> str:
    """Name a related place: whose text it is, where that is told, and the place quoted."""
    whose = f"{place.county or ''}{place.township or ''}{f'{place.year}年 ' if place.year else ''}"
    return f"{whose}「{_shorten(place.text if len(place.text) > 12 else place.sentence)}」"


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

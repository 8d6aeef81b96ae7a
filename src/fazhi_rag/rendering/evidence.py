"""The evidence page: one HTML file, no network, each number coloured and leading to its source sentence."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from fazhi_rag.rendering.page import Page, cut_lines
from fazhi_rag.rendering.wording import (
    COLUMNS,
    excerpt,
    page_notes,
    place_in_file,
    place_name,
    printable,
    severity_name,
    status_meaning,
    status_name,
    summarize,
)
from fazhi_rag.types import Severity, Status, count_statuses

MARKS = {
    Status.SUPPORTED: "✓",
    Status.DERIVED: "＝",
    Status.CONTRADICTED: "≠",
    Status.MISATTRIBUTED: "⇄",
    Status.WRONG_UNIT: "单",
    Status.WRONG_SCOPE: "域",
    Status.WRONG_PRECISION: "约",
    Status.UNSUPPORTED: "无",
    Status.UNCHECKED: "？",
}
"""One character a verdict, so that it does not depend on colour."""
_MANY = 200
"""Rows from which a table is laid out only when it comes near the screen."""
SEVERITY_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "i"}


def _asset(name: str) -> str:
    return (files("fazhi_rag.rendering") / "templates" / name).read_text(encoding="utf-8")


def _print(value: object) -> object:
    """Drop unprintable characters from everything the template prints, except our own style and script."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_print, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        columns=COLUMNS,
        excerpt=excerpt,
        marks=MARKS,
        meaning=status_meaning,
        name=status_name,
        severity=severity_name,
        many=_MANY,
        severity_marks=SEVERITY_MARKS,
        place=place_name,
        place_in_file=place_in_file,
        style=Markup(_asset("evidence.css")),  # noqa: S704 - our own file
        script=Markup(_asset("evidence.js")),  # noqa: S704 - our own file
        policy=_policy(_asset("evidence.css"), _asset("evidence.js")),
    )
    return environment.from_string(_asset("evidence.html"))


def _policy(style: str, script: str) -> str:
    """Return a content security policy that allows exactly this style and this script, and no request."""

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _bar(counts: dict[str, int]) -> list[tuple[Status, int, int]]:
    """Return status, offset and width of each part of the summary bar, in numbers."""
    parts, at = [], 0
    for status in Status:
        if counts[status]:
            parts.append((status, at, counts[status]))
            at += counts[status]
    return parts


def _severities(page: Page) -> list[tuple[Severity, int]]:
    """Return how many remarks each severity has, in the order of severities."""
    counts = Counter(remark.severity for remark in page.remarks)
    return [(severity, counts[severity]) for severity in Severity if counts[severity]]


def render_html(page: Page) -> str:
    """Return the page as one HTML file that needs no network and runs under a strict policy.

    A number leads to its source sentence by click, Enter or Space, the next one by j or →; verdicts can be
    filtered. Without script it is a link to the findings table. Everything from outside is escaped.
    """
    return _template().render(
        page=page,
        lines=cut_lines(page),
        summary=summarize(page),
        notes=page_notes(page),
        bar=_bar(count_statuses(page.findings)),
        cited=any(f"[{citation.key}]" in page.text for citation in page.citations),
        derived=[finding for finding in page.findings if finding.status is Status.DERIVED],
        severities=_severities(page),
        problems=sum(not finding.ok for finding in page.findings),
    )

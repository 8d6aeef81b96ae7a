"""Proof-read a finished report: rules with codes, findings with places, reasons and fixes."""

from __future__ import annotations

from .engine import review
from .outputs import to_sarif, to_text
from .registry import Rule, explain, rules
from .settings import Allowed, ReviewSettings, load_settings

__all__ = [
    "Allowed",
    "ReviewSettings",
    "Rule",
    "explain",
    "load_settings",
    "review",
    "rules",
    "to_sarif",
    "to_text",
]

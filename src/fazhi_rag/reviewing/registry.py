"""The rules by code: what each one looks for, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fazhi_rag.errors import InputError
from fazhi_rag.types import Severity, Value
from fazhi_rag.types.review import FAMILIES


@dataclass(frozen=True, slots=True)
class Rule(Value):
    """One rule. Title and explanation are Chinese, for the reader."""

    code: str
    family: str
    severity: Severity
    title: str
    explanation: str


@cache
def rules() -> dict[str, Rule]:
    """Return data/rules.json by code, in its order."""
    table = json.loads((files("fazhi_rag.reviewing") / "data" / "rules.json").read_text("utf-8"))
    return {
        code: Rule(code, FAMILIES[code[0]], Severity(row["severity"]), row["title"], row["explanation"])
        for code, row in table["rules"].items()
    }


def explain(code: str) -> Rule:
    """Return the rule with this code.

    Raises:
        InputError: there is no such rule; names those of the family.

    """
    rule = rules().get(code.upper())
    if rule is None:
        raise InputError(f"there is no rule {code!r}: the rules are {', '.join(rules())}")
    return rule


def check_codes(codes: Iterable[str], *, place: str | None = None) -> tuple[str, ...]:
    """Return codes and prefixes of codes (N, N1, N101) as they are written.

    Raises:
        InputError: one that no rule's code begins with.

    """
    written = tuple(code.strip().upper() for code in codes)
    for code in written:
        if not code or not any(known.startswith(code) for known in rules()):
            raise InputError(f"no rule's code begins with {code!r}: see `fazhi explain`", place=place)
    return written

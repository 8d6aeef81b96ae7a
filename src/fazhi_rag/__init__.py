"""Read, answer from, draft and proof-read township 法治政府建设年度报告; every number traces to its source.

Names load on first use, so that `import fazhi_rag` costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fazhi_rag.grounding import verify
    from fazhi_rag.knowledge import KnowledgeBase
    from fazhi_rag.numbers import find_mentions, parse_number
    from fazhi_rag.reviewing import review
    from fazhi_rag.types import Source
    from fazhi_rag.writing import ask, draft_report, draft_section

__all__ = [
    "KnowledgeBase",
    "Source",
    "ask",
    "draft_report",
    "draft_section",
    "find_mentions",
    "parse_number",
    "review",
    "verify",
]
__version__ = "0.1.0"


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's `__getattr__`: a name is loaded from its module (`homes`) on first use."""

    def load(name: str) -> Any:
        if name in homes:
            return getattr(import_module(f"{package}.{homes[name]}"), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return load


__getattr__ = lazily(
    __name__,
    {
        "KnowledgeBase": "knowledge",
        "Source": "types",
        "ask": "writing",
        "draft_report": "writing",
        "draft_section": "writing",
        "find_mentions": "numbers",
        "parse_number": "numbers",
        "review": "reviewing",
        "verify": "grounding",
    },
)


def __dir__() -> list[str]:
    return __all__

"""Numbers of a text traced to sources: `verify`; and a text against itself: `find_conflicts`."""

from __future__ import annotations

from .conflicts import find_conflicts
from .foreign import find_foreign_words
from .names import find_titles
from .prepared import PreparedSource, prepare
from .verify import verify

__all__ = [
    "PreparedSource",
    "find_conflicts",
    "find_foreign_words",
    "find_titles",
    "prepare",
    "verify",
]

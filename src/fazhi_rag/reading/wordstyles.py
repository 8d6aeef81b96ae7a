"""Styles of a Word file: what a paragraph or run has from the chain of styles it is based on."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fazhi_rag.reading.wordparts import W, child, child_value, is_on, number_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)
_LONGEST_CHAIN = 32
BODY_LEVEL = 9
"""The outline level of text that is no heading."""


class Styles:
    """The styles by id; a style that is not there has no properties."""

    def __init__(self, root: _Element | None) -> None:
        self._by_id: dict[str, _Element] = {}
        self.default: str | None = None
        for style in root.iter(f"{W}style") if root is not None else ():
            ident = style.get(f"{W}styleId", "")
            self._by_id.setdefault(ident, style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self.default = ident
        self.chain = cache(self._chain)
        self.name = cache(self._name)
        self.hidden = cache(self._hidden)
        self.outline = cache(self._outline)
        self.number_properties = cache(self._number_properties)

    def _name(self, ident: str | None) -> str:
        """Return the name of a style as Word stores it, in lower case: built-in names are English."""
        return (child_value(self._by_id.get(ident or ""), "name") or "").lower()

    def _outline(self, ident: str | None) -> int | None:
        """Return the outline level (0–8, 9 for body text) the style or one below it sets."""
        for style in self.chain(ident):
            level = number_of(child_value(style, "pPr", "outlineLvl"))
            named = _HEADING_NAME.fullmatch(child_value(style, "name") or "")
            if level is not None or named:
                return level if level is not None else int(named[1]) - 1 if named else None
        return None

    def _number_properties(self, ident: str | None) -> tuple[str | None, int | None, tuple[str, ...]]:
        """Return list (numId), level (ilvl) and the ids of the styles down to the one that names the list."""
        level, passed = None, []
        for style in self.chain(ident):
            passed.append(style.get(f"{W}styleId", ""))
            if level is None:
                level = number_of(child_value(style, "pPr", "numPr", "ilvl"))
            number = child_value(style, "pPr", "numPr", "numId")
            if number is not None:
                return number, level, tuple(passed)
        return None, level, ()

    def _hidden(self, ident: str | None) -> bool:
        """Whether the style hides its text."""
        settings = (is_on(child(style, "rPr", "vanish")) for style in self.chain(ident))
        return next((setting for setting in settings if setting is not None), False)

    def _chain(self, ident: str | None) -> tuple[_Element, ...]:
        """Return the style and those it is based on, its own first; a loop is followed once."""
        chain: list[_Element] = []
        style = self._by_id.get(ident or "")
        while style is not None and style not in chain and len(chain) < _LONGEST_CHAIN:
            chain.append(style)
            style = self._by_id.get(child_value(style, "basedOn") or "")
        return tuple(chain)

"""What a paragraph of a Word file says: hidden and deleted runs dropped, fields by their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fazhi_rag.reading.wordparts import MC, W, child, child_value, is_on
from fazhi_rag.reading.wordstyles import Styles

if TYPE_CHECKING:
    from lxml.etree import _Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SIGNS = {W + tag: text for tag, text in _SIGNS.items()}
_SILENT = frozenset(
    {
        W + tag
        for tag in ("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "sdtPr", "sdtEndPr")
    }
    | {W + tag for tag in ("pPr", "rPr", "fldData", "ffData", "tblPr", "trPr", "tcPr", "sectPr")}
)
"""What holds no text of the document: deletions, field codes, readings of ruby, properties."""
_SYMBOLS = {
    "wingdings": {0xA8: "□", 0x6F: "□", 0xFE: "☑", 0xFC: "√", 0xFD: "☒", 0x6C: "●", 0x6E: "■", 0x75: "◆"},
    "wingdings 2": {0x52: "☑", 0x50: "√", 0xA3: "□", 0x54: "☒", 0x51: "☒"},
    "symbol": {0xB4: "×", 0xB1: "±", 0xB7: "·", 0xA3: "≤", 0xB3: "≥", 0xB0: "°"},
}
"""Signs of symbol fonts that mean something; the others are ornaments. Source: the fonts' own tables."""


@dataclass(frozen=True, slots=True)
class Note:
    """A reference to a footnote or endnote."""

    kind: str
    ident: str


@dataclass(frozen=True, slots=True)
class Box:
    """A text box, anchored where it stands in the pieces of a paragraph."""

    content: _Element


Piece = str | Note | Box


class RunReader:
    """Reads paragraphs in order; fields may run over several of them."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []
        """For each open field, outermost first: whether its code has ended and its result begun."""

    def read(self, paragraph: _Element, *, style: str | None) -> list[Piece]:
        """Return the text of a paragraph of the given style, with its notes and text boxes in place."""
        pieces = list(self._content(paragraph, hidden=self._styles.hidden(style)))
        # A field code ends in its paragraph; where the end is missing, what follows is text again.
        while self._fields and not self._fields[-1]:
            self._fields.pop()
        return pieces

    def _content(self, parent: _Element, *, hidden: bool) -> Iterator[Piece]:
        for element in parent:
            if element.tag == f"{W}r":
                yield from self._run(element, hidden)
            elif element.tag not in _SILENT and not is_placeholder(element):
                yield from self._element(element, hidden)

    def _run(self, run: _Element, hidden: bool) -> Iterator[Piece]:
        pieces = self._content(run, hidden=self._is_hidden(run, hidden))
        if child_value(run, "rPr", "vertAlign") == "superscript":
            yield from map(_raised, pieces)
        else:
            yield from pieces

    def _element(self, element: _Element, hidden: bool) -> Iterator[Piece]:
        reader = _READERS.get(str(element.tag))
        if element.tag == f"{W}fldChar":
            self._turn(element.get(f"{W}fldCharType"))
        elif element.tag == f"{W}txbxContent":
            yield Box(element)
        elif reader is None:
            yield from self._content(chosen(element), hidden=hidden)
        elif not hidden and all(self._fields):
            yield from reader(element)
        if element.tag == f"{M}num" and not hidden:
            yield "/"

    def _turn(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _is_hidden(self, run: _Element, hidden: bool) -> bool:
        """Whether a run is hidden: by itself, else where one of its two styles hides it and not both."""
        properties = child(run, "rPr")
        if properties is None:
            return hidden
        direct = is_on(child(properties, "vanish"))
        if direct is not None:
            return direct
        return hidden != self._styles.hidden(child_value(properties, "rStyle"))


def chosen(element: _Element) -> _Element:
    """Return the branch of an alternative that Word takes (the first it knows), any other element itself."""
    if element.tag != f"{MC}AlternateContent":
        return element
    branch = element.find(f"{MC}Choice")
    branch = element.find(f"{MC}Fallback") if branch is None else branch
    return element if branch is None else branch


def is_placeholder(element: _Element) -> bool:
    """Whether a content control holds its prompt (单击此处输入文字) or a table of contents, no text."""
    if element.tag != f"{W}sdt":
        return False
    properties = child(element, "sdtPr")
    gallery = child_value(properties, "docPartObj", "docPartGallery")
    return bool(is_on(child(properties, "showingPlcHdr"))) or gallery == "Table of Contents"


def _raised(piece: Piece) -> Piece:
    """Print raised digits as such: m², never m2; a raised word is text like any other."""
    if isinstance(piece, str) and piece.isascii() and piece.isdigit():
        return piece.translate(_SUPERSCRIPTS)
    return piece


def _text(element: _Element) -> Iterator[Piece]:
    text = (element.text or "").translate({9: " ", 10: " ", 13: " "})
    yield text if element.get(_XML_SPACE) == "preserve" else text.strip(" ")


def _symbol(element: _Element) -> Iterator[Piece]:
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return
    font = element.get(f"{W}font", "").lower()
    if font in _SYMBOLS or 0xF000 <= code <= 0xF0FF:
        yield _SYMBOLS.get(font, {}).get(code & 0xFF, "")
    elif 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD:
        yield chr(code)


def _note(kind: str) -> Callable[[_Element], Iterator[Piece]]:
    return lambda element: iter([Note(kind, element.get(f"{W}id", ""))])


def _sign(element: _Element) -> Iterator[Piece]:
    yield _SIGNS[str(element.tag)]


_READERS: dict[str, Callable[[_Element], Iterator[Piece]]] = {
    f"{W}t": _text,
    f"{M}t": _text,
    f"{W}sym": _symbol,
    f"{W}footnoteReference": _note("footnote"),
    f"{W}endnoteReference": _note("endnote"),
    **dict.fromkeys(_SIGNS, _sign),
}

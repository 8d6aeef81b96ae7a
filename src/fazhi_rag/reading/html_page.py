"""The main text of a saved web page and what the page says of it. Runs in the worker: nesting costs time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from fazhi_rag.errors import InputError

_DEEPEST = 1000
"""Open elements; the parser takes time quadratic in them, and real pages have about 30."""
_TAG = re.compile(
    r"<(/?)(?!(?:p|li|t[dhr]|tbody|d[dt]|option|br|hr|img|input|meta|link|col|wbr)\b)[a-z]", re.I
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HEADINGS = {f"h{depth}": depth for depth in range(1, 7)}
_CELLS = frozenset(("td", "th"))
_SHARE = 0.8
"""Of the prose of a page: an element that holds it holds the report."""
_LEAST_PROSE = 60
"""Characters of sentences; a page with fewer is a list, a form or a shell for scripts."""
_MOSTLY_LINK = 0.7
_LONGEST_FURNITURE = 120
_PROSE = 25
_SITE = re.compile(r"\s*[-_|–—>]+\s*[^-_|–—>]{2,30}\Z")


@cache
def load_rules() -> dict[str, Any]:
    """Return the selectors, labels and words of page furniture."""
    source = resources.files("fazhi_rag.reading") / "data" / "html.json"
    rules: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return rules


class Line:
    """A line of a page: its text, the share that is links, the depth of its heading (0: none)."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.depth = 0

    @property
    def text(self) -> str:
        """What the line says, with the spaces of a browser."""
        return re.sub(r"[ \n\r\f]+", " ", "".join(self.pieces)).strip(" \t\xa0")

    @property
    def is_link(self) -> bool:
        """Whether most of it leads elsewhere."""
        size = sum(len(piece.strip()) for piece in self.pieces)
        return self.linked > _MOSTLY_LINK * size


def read_page(data: bytes) -> dict[str, Any]:
    """Return the `lines` of the main text (text, depth of heading), its `title` and the page's `labels`.

    `data` is UTF-8.

    Raises:
        InputError: for a page without main text, or nested too deeply.
    """
    from selectolax.lexbor import LexborHTMLParser

    source = data.decode("utf-8")
    _refuse_deep(source)
    tree = LexborHTMLParser(source)
    if tree.body is None or tree.css_first("frameset"):
        raise InputError(
            "is a frame around other pages and holds no text itself: open and save the inner page"
        )
    labels = _meta(tree)
    title = _title(tree, labels)
    for node in tree.css(", ".join(load_rules()["dropped"])):
        node.decompose()
    for node in tree.css("[hidden], [style]"):
        if "hidden" in node.attributes or _HIDDEN.search(node.attributes.get("style") or ""):
            node.decompose()
    everything = list(_lines(tree.body))
    labels |= {key: value for key, value in _labels(everything).items() if key not in labels}
    lines = _without_furniture(list(_lines(_main(tree))))
    if _prose(lines) < _LEAST_PROSE:
        message = "holds no main text (a list of links, a form, or filled in by scripts)"
        raise InputError(f"{message}: open it in a browser, copy the report and save it as docx or txt")
    return {"lines": [[line.text, line.depth] for line in lines], "title": title, "labels": labels}


def _refuse_deep(source: str) -> None:
    depth = 0
    for found in _TAG.finditer(source):
        depth = max(depth - 1, 0) if found[1] else depth + 1
        if depth > _DEEPEST:
            raise InputError(f"nests more than {_DEEPEST} elements: it is damaged or hostile")


def _meta(tree: Any) -> dict[str, str]:
    found = {}
    for node in tree.css("meta[name]"):
        for key, names in load_rules()["meta"].items():
            content = (node.attributes.get("content") or "").strip()
            if (node.attributes.get("name") or "").lower() in map(str.lower, names) and content:
                found[key] = content
    return found


def _title(tree: Any, labels: dict[str, str]) -> str:
    """Return the title: as the page's metadata has it, its first heading, or its name without the site's."""
    named = labels.get("title", "")
    heading = tree.css_first("h1")
    shown = " ".join(heading.text().split()) if heading else ""
    name = tree.css_first("title")
    return named or shown or (_SITE.sub("", " ".join(name.text().split())) if name else "")


def _walk(root: Any) -> Iterator[tuple[Any, bool]]:
    """Yield each node below `root` in order, and again when it is left; never recurses."""
    node, down = root.first_child, True
    while node is not None:
        yield node, down
        if down and node.first_child is not None:
            node = node.first_child
            continue
        if down:
            yield node, False
        if node.next is not None:
            node, down = node.next, True
            continue
        node, down = node.parent, False
        if node is None or node.mem_id == root.mem_id:
            return


def _lines(root: Any) -> Iterator[Line]:
    """Yield the lines of an element: a block or a row of a table each, broken at br."""
    blocks = {*load_rules()["blocks"], *_HEADINGS}
    line, links, row, depth = Line(), 0, 0, 0
    for node, entering in _walk(root):
        tag = node.tag
        if tag == "-text" and entering:
            text = node.text_content or ""
            line.pieces.append(text)
            line.depth = line.depth or depth
            line.linked += len(text.strip()) if links else 0
        elif tag == "a":
            links += 1 if entering else -1
        elif tag == "tr":
            row += 1 if entering else -1
        if tag in _HEADINGS:
            depth = _HEADINGS[tag] if entering else 0
        if tag in _CELLS and row and not _is_layout(node):
            if entering and line.text:
                line.pieces.append("\t")
        elif (tag in blocks and not (row and _in_cell(node))) or (tag == "br" and entering):
            if line.text:
                yield line
            line = Line()
    if line.text:
        yield line


def _is_layout(cell: Any) -> bool:
    """Whether a cell holds a page rather than a value: other blocks with sentences in them."""
    return len(cell.css("p, div, br, table")) > 1 or cell.css_first("table") is not None


def _in_cell(node: Any) -> bool:
    """Whether a block is the only one of a cell."""
    parent = node.parent
    return parent is not None and parent.tag in _CELLS and not _is_layout(parent)


def _prose(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines if _is_prose(line))


def _is_prose(line: Line) -> bool:
    return len(line.text) >= _PROSE and not line.is_link and bool(re.search("[。；，]", line.text))


def _main(tree: Any) -> Any:
    """Return the element that holds the report: by a known selector, else by its prose."""
    dense = _densest(tree.body)
    whole = _prose(list(_lines(dense)))
    for selector in load_rules()["main"]:
        found = max(tree.css(selector), key=lambda node: _prose(list(_lines(node))), default=None)
        if found is not None and _prose(list(_lines(found))) >= max(_SHARE * whole, _LEAST_PROSE):
            return found
    return dense


def _densest(body: Any) -> Any:
    node = body
    while True:
        enough = _SHARE * _prose(list(_lines(node)))
        inner = (child for child in _children(node) if child.tag in load_rules()["containers"])
        best = next((child for child in inner if 0 < enough <= _prose(list(_lines(child)))), None)
        if best is None:
            return node
        node = best


def _children(node: Any) -> Iterator[Any]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _without_furniture(lines: list[Line]) -> list[Line]:
    """Drop what stands around the report: labels, links, buttons before and after its sentences."""
    prose = [index for index, line in enumerate(lines) if _is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines))
    kept = [line for index, line in enumerate(lines) if first <= index <= last or not _is_furniture(line)]
    ended = [line for line in lines[last + 1 :] if _ends(line)]
    if ended:
        cut = lines.index(ended[0])
        kept = [line for line in kept if line in lines[:cut]]
    return kept


def _ends(line: Line) -> bool:
    return line.text.lstrip("【[（( ·•").startswith(tuple(load_rules()["ends"]))


def _is_furniture(line: Line) -> bool:
    text = line.text
    if len(text) > _LONGEST_FURNITURE or "。" in text:
        return False
    return line.is_link or bool(_label_pattern().match(text) or _furniture_pattern().search(text))


@cache
def _furniture_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load_rules()["furniture"])))


@cache
def _label_pattern() -> re.Pattern[str]:
    """Match a label and what separates it from its value: 索引号： [ 索引号 ] 索引号 and a tab."""
    names = sorted(
        (name for group in load_rules()["labels"].values() for name in group), key=len, reverse=True
    )
    return re.compile(
        rf"[\[【(（ ]*(?P<name>{'|'.join(map(re.escape, names))})[ \t]*(?:[：:\]】)）]+|\t)[ \t：:]*"
    )


def _labels(lines: Sequence[Line]) -> dict[str, str]:
    """Return what the page states in its table of metadata, by key; the first of a kind counts.

    A value may stand on the line after its label (a list of definitions).
    """
    keys = {name: key for key, names in load_rules()["labels"].items() for name in names}
    texts = [line.text for line in lines]
    found: dict[str, str] = {}
    for text, below in pairwise([*texts, ""]):
        marks = [] if "。" in text else list(_label_pattern().finditer(text))
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        for mark, end in zip(marks, ends, strict=False):
            value = text[mark.end() : end].split("\t")[0].strip(" []【】")
            if not value and end == len(text) and not _label_pattern().match(below):
                value = below
            if value and len(value) <= _LONGEST_FURNITURE:
                found.setdefault(keys[mark["name"]], value)
    return found

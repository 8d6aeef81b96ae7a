"""Word files written by hand, part by part: what no library would let the tests write."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = {
    "w": W,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def part(root: str, body: str) -> str:
    return f"{XML}<w:{root} {_DECLARED}>{body}</w:{root}>"


def p(
    text: str = "", *, number: tuple[int, int] | None = None, style: str = "", pr: str = "", runs: str = ""
) -> str:
    """A paragraph; `number` is (numId, ilvl), `pr` and `runs` are XML."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}{pr}</w:pPr>{r(text) if text else ''}{runs}</w:p>"


def r(text: str, pr: str = "") -> str:
    return f'<w:r><w:rPr>{pr}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells that hold XML."""
    cells = ("".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def level(at: int, text: str, format_: str = "decimal", *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{format_}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(ident: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{ident}">{more}{"".join(levels)}</w:abstractNum>'


def num(ident: int, abstract_: int, more: str = "") -> str:
    return f'<w:num w:numId="{ident}"><w:abstractNumId w:val="{abstract_}"/>{more}</w:num>'


def override(at: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(ident: str, pr: str = "", *, based: str = "", name: str = "", run: str = "", more: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{ident}"{more}><w:name w:val="{name or ident}"/>{on}'
        f"<w:pPr>{pr}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def docx(body: str, *, core: str = "", extra: dict[str, bytes] | None = None, **parts: str) -> bytes:
    """A Word file: `parts` are styles, numbering, footnotes, endnotes as XML without their roots."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(("document", *parts)),
        "_rels/.rels": _relations(
            {"officeDocument": "word/document.xml", "core-properties": "docProps/core.xml"}
        ),
        "word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in parts}),
        **{f"word/{name}.xml": part(name, xml) for name, xml in parts.items()},
    }
    if core:
        files["docProps/core.xml"] = f'{XML}<c xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</c>'
    return packed({**files, **(extra or {})})


def packed(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _content_types(parts: tuple[str, ...]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    kinds = {"document": "document.main"}
    rows = (
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{kinds.get(name, name)}+xml"/>'
        for name in parts
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = (
        f'<Default Extension="rels" ContentType="{rels}"/><Default Extension="xml" ContentType="text/xml"/>'
    )
    return f'{XML}<Types xmlns="{_PACKAGE}/content-types">{defaults}{"".join(rows)}</Types>'


def _relations(targets: dict[str, str]) -> str:
    rows = (
        f'<Relationship Id="r{at}" Type="{_TYPES}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items())
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(rows)}</Relationships>'

"""PDF files written by hand: enough of the format to show Chinese text, tables, pictures and every trap."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595.0, 842.0
LEFT, TOP, SIZE, LEADING = 79.0, 105.0, 16.0, 29.0
COLUMNS, ROWS = 28, 22
"""GB/T 9704: 22 lines of 28 characters in 16 pt."""
_NO_START = "，。；：！？、）》”"


@dataclass
class Sheet:
    """One page: its drawing operators and the characters it needs."""

    operators: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    pictures: bool = False

    def write(
        self, text: str, left: float, down: float, size: float = SIZE, matrix: str = "1 0 0 1"
    ) -> Sheet:
        """Put `text` at `left` with its baseline `down` points below the top of the page."""
        self.used |= set(text)
        codes = text.encode("utf-16-be").hex()
        self.operators.append(f"BT /F1 {size:g} Tf {matrix} {left:g} {HEIGHT - down:g} Tm <{codes}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """Draw a line."""
        self.operators.append(f"{x0:g} {HEIGHT - y0:g} m {x1:g} {HEIGHT - y1:g} l S")
        return self

    def table(self, rows: Sequence[Sequence[str]], down: float, width: float = 140.0) -> Sheet:
        """Draw a ruled table; an empty cell is merged with the one on its left."""
        right = LEFT + width * len(rows[0])
        for number in range(len(rows) + 1):
            self.rule(LEFT, down + 30 * number, right, down + 30 * number)
        for column in range(len(rows[0]) + 1):
            self.rule(LEFT + width * column, down, LEFT + width * column, down + 30 * len(rows))
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                self.write(cell, LEFT + width * column + 4, down + 30 * number + 20, 12)
        return self

    def picture(self) -> Sheet:
        """Cover the page with an image."""
        self.pictures = True
        self.operators.append(f"q {WIDTH:g} 0 0 {HEIGHT:g} 0 0 cm /I1 Do Q")
        return self


def advance(text: str, size: float = SIZE) -> float:
    """Return the width of `text`: half a square for ASCII, a square for anything else."""
    return sum(size / 2 if character.isascii() else size for character in text)


def break_lines(paragraph: str, columns: int = COLUMNS, indent: int = 2) -> list[str]:
    """Break a paragraph as Word does: no mark begins a line, no number is torn."""
    lines, line = [], ""
    room = (columns - indent) * SIZE
    for character in paragraph:
        fits = advance(line + character) <= room
        if not fits and character not in _NO_START:
            torn = len(line) - len(line.rstrip("0123456789.%")) if character in "0123456789.%" else 0
            lines.append(line[: len(line) - torn])
            line = line[len(line) - torn :]
            room = columns * SIZE
        line += character
    return [*lines, line]


def typeset(
    paragraphs: Sequence[str], *, titles: int = 1, number: str = "— {} —", running: str = ""
) -> list[Sheet]:
    """Lay a report out: centred title in 22 pt, indented paragraphs, page number at the foot."""
    sheets: list[Sheet] = []
    row = ROWS
    for index, paragraph in enumerate(paragraphs):
        lines = [paragraph] if index < titles else break_lines(paragraph)
        for at, line in enumerate(lines):
            if row == ROWS:
                sheets.append(Sheet())
                row = 0
                if number:
                    sheets[-1].write(number.format(len(sheets)), 280, 800, 14)
                if running:
                    sheets[-1].write(running, LEFT, 60, 10)
            down = TOP + LEADING * row
            if index < titles:
                sheets[-1].write(line, (WIDTH - advance(line, 20)) / 2, down, 20)
            else:
                sheets[-1].write(line, LEFT + (2 * SIZE if at == 0 else 0), down)
            row += 1
    return sheets


def build_pdf(sheets: Iterable[Sheet], *, mapped: bool = True, encrypt: bool = False) -> bytes:
    """Return the file. Without `mapped` its font does not say which characters its glyphs are."""
    pages = list(sheets)
    used = sorted(set("".join("".join(sheet.used) for sheet in pages)))
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    def stream(data: bytes, entries: str = "") -> int:
        packed = zlib.compress(data)
        head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
        return add(head + packed + b"\nendstream")

    kids_at = len(pages) * 2 + 7
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    narrow = "/DW 1000 /W [32 126 500]"
    descriptor = add(
        "<< /Type /FontDescriptor /FontName /ABCDEF+Song /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>"
    )
    below = add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Song {system} {narrow}"
        f" /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity >>"
    )
    mapping = stream(_to_unicode(used)) if mapped else add("null")
    font = add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Song /Encoding /Identity-H"
        f" /DescendantFonts [{below} 0 R]" + (f" /ToUnicode {mapping} 0 R >>" if mapped else " >>")
    )
    image = stream(
        b"\xff",
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    kids = []
    for sheet in pages:
        content = stream("\n".join(sheet.operators).encode())
        resources = f"/Font << /F1 {font} 0 R >> /XObject << /I1 {image} 0 R >>"
        kids.append(
            add(
                f"<< /Type /Page /Parent {kids_at} 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}]"
                f" /Resources << {resources} >> /Contents {content} 0 R >>"
            )
        )
    catalog = add(f"<< /Type /Catalog /Pages {kids_at} 0 R >>")
    assert (
        add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
        == kids_at
    )
    trailer = f"/Root {catalog} 0 R"
    if encrypt:
        lock = add("<< /Filter /Standard /V 1 /R 2 /O <" + "11" * 32 + "> /U <" + "22" * 32 + "> /P -4 >>")
        trailer += f" /Encrypt {lock} 0 R /ID [<{'33' * 16}> <{'33' * 16}>]"
    return _assemble(objects, trailer)


def _to_unicode(used: Sequence[str]) -> bytes:
    blocks = []
    for start in range(0, len(used), 100):
        block = used[start : start + 100]
        pairs = "\n".join(f"<{ord(one):04X}> <{ord(one):04X}>" for one in block)
        blocks.append(f"{len(block)} beginbfchar\n{pairs}\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _assemble(objects: Sequence[bytes], trailer: str) -> bytes:
    file = bytearray(b"%PDF-1.6\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    xref = len(file)
    file += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    file += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    size = len(objects) + 1
    file += f"trailer\n<< /Size {size} {trailer} >>\nstartxref\n{xref}\n%%EOF\n".encode()
    return bytes(file)


def build_bomb(kind: str) -> bytes:
    """Return a small file that costs a reader without limits its memory or its time."""
    if kind == "self-parent":
        loop = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R 2 0 R] >>",
        ]
        return _assemble(loop, "/Root 1 0 R")
    if kind == "nested":
        return _assemble([b"<< /Type /Catalog /Pages " + b"[" * 200_000 + b" >>"], "/Root 1 0 R")
    piece = b"q " * 1_000_000 if kind == "states" else b" " * 1_000_000
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(piece) for _ in range(10 if kind == "states" else 500)) + packer.flush()
    content = f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
    tree = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, content]
    return _assemble(tree, "/Root 1 0 R")

"""What an official document says beside its text, and how its Word file is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

from fazhi_rag.types import Value


@dataclass(frozen=True, slots=True)
class Attachment(Value):
    """An 附件: named under the body; its text, where given, starts a page of its own."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead(Value):
    """What stands around the body. Anything left open is taken from the text where it says so.

    With a document number the file has the red head of an official document; without one it is the web version.
    """

    doc_number: str | None = None
    """发文字号: 云渠府文〔2023〕1号."""
    signer: str | None = None
    """签发人; given, the document is an 上行文: the number stands left, the signer right."""
    addressee: str | None = None
    """主送机关, without its colon."""
    issuers: tuple[str, ...] = ()
    date: Date | None = None
    """成文日期."""
    sealed: bool = False
    """The date leaves room for a seal: four characters from the edge, the issuer centred over it."""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class WordSettings(Value):
    """How a Word file is made."""

    letterhead: Letterhead = Letterhead()
    annotated: bool = False
    """A Word comment on each figure says its verdict, source sentence and place."""
    template: Path | None = None
    """A docx whose page, styles, headers and footers are used; what its body holds is left out."""


def print_date(when: Date) -> str:
    """Return a date as official documents print it: 2023年1月31日, no padding (GB/T 9704-2012 §7.3.5.4)."""
    return f"{when.year}年{when.month}月{when.day}日"

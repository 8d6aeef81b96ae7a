"""What an official document says beside its text, and how its Word file is made."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi_rag.errors import InputError
from fazhi_rag.reading import decode_file
from fazhi_rag.types import Value


@dataclass(frozen=True, slots=True)
class Attachment(Value):
    """An 附件: named under the body; its text, where given, starts a page of its own."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead(Value):
    """What stands around the body. Anything left open is taken from the text where it says so.

    With a document number the file has a red head; without one it is the web version.
    """

    doc_number: str | None = None
    """发文字号: 云渠府文〔2023〕1号."""
    signer: str | None = None
    """签发人; given, the document is an 上行文: the number stands left, the signer right."""
    addressee: str | None = None
    """主送机关, without its colon."""
    issuers: tuple[str, ...] = ()
    date: datetime.date | None = None
    """成文日期."""
    sealed: bool = False
    """The date leaves room for a seal: four characters from the edge, the issuer centred over it."""
    attachments: tuple[Attachment, ...] = ()
    copied_to: tuple[str, ...] = ()
    """抄送机关. With one, or with the office or day of printing, the last page ends with a 版记."""
    printed_by: str | None = None
    """印发机关."""
    printed_on: datetime.date | None = None
    """印发日期."""


@dataclass(frozen=True, slots=True)
class WordSettings(Value):
    """How a Word file is made."""

    letterhead: Letterhead = Letterhead()
    annotated: bool = False
    """A Word comment on each figure says its verdict, source sentence and place."""
    template: Path | None = None
    """A docx whose page, styles, headers and footers are used; what its body holds is left out."""


def print_date(when: datetime.date) -> str:
    """Return a date as official documents print it: 2023年1月31日, no padding (GB/T 9704-2012 §7.3.5.4)."""
    return f"{when.year}年{when.month}月{when.day}日"


_KEYS = {
    "文号": "doc_number",
    "签发人": "signer",
    "主送": "addressee",
    "署名": "issuers",
    "日期": "date",
    "印章": "sealed",
    "附件": "attachments",
    "抄送": "copied_to",
    "印发机关": "printed_by",
    "印发日期": "printed_on",
}
_EXAMPLE = "文号: 云渠府文〔2024〕1号, 主送: 县政府, 署名: [渠马镇人民政府], 日期: 2024-01-31, 印章: true"


def load_letterhead(path: Path) -> Letterhead:
    """Read a letterhead from a YAML file: the fields by name, or by 文号 签发人 主送 署名 日期 印章 附件
    抄送 印发机关 印发日期.

    An attachment is a title, or a title and a text.

    Raises:
        InputError: it cannot be read, has another key, or a value of the wrong kind; names it.
    """
    import yaml
    from pydantic import TypeAdapter, ValidationError

    place = str(path)
    try:
        held: Any = yaml.safe_load(decode_file(path)[0])
    except yaml.YAMLError as error:
        raise InputError(f"is no readable YAML ({error}); for example {_EXAMPLE}", place=place) from error
    if not isinstance(held, dict):
        raise InputError(f"holds no keys and values; for example {_EXAMPLE}", place=place)
    values = {_KEYS.get(str(key), str(key)): value for key, value in held.items()}
    for name in ("issuers", "copied_to"):
        values[name] = _listed(values.get(name))
    values["attachments"] = [
        {"title": one} if isinstance(one, str) else one for one in _listed(values.get("attachments"))
    ]
    if unknown := values.keys() - set(_KEYS.values()):
        raise InputError(f"has unknown keys {sorted(unknown)}; for example {_EXAMPLE}", place=place)
    try:
        return TypeAdapter(Letterhead).validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: {first['msg']}; for example {_EXAMPLE}", place=place) from error


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []

"""Zip packages under guard: entries are checked on opening, what really inflates is counted on reading."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from fazhi_rag.errors import InputError

DAMAGE = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, LookupError, RuntimeError)
"""What `zipfile` raises on damaged and hostile files (RuntimeError holds NotImplementedError)."""
_END, _END64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 0xFFFF
_ENTRY_SIZE = 512
"""Bytes of a directory entry, on the generous side: 46 and a name."""
_LOCAL = struct.Struct("<4s22xHH")
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF8 = 0x800
_BLOCK = 1 << 18
_SMALL = 1_000_000
"""Below this a part may be as repetitive as it likes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may hold. Source: the stack survey, except for the nodes, which bound memory."""

    part_bytes: int = 64_000_000
    """Of one part, inflated."""
    total_bytes: int = 200_000_000
    """Of all parts, inflated."""
    ratio: int = 200
    """Inflated to packed size, for parts of a megabyte and more."""
    parts: int = 2_000
    nodes: int = 1_000_000
    """Elements and attributes of one XML part: its tree takes about 100 bytes for each."""


DEFAULT_LIMITS = Limits()


class Package:
    """A zip file in memory. Nothing is written to disk, and nothing inflates beyond the limits.

    Names are decoded as UTF-8 or GB 18030 and printed with forward slashes.
    """

    def __init__(self, data: bytes, *, place: str, limits: Limits = DEFAULT_LIMITS) -> None:
        self.place, self.limits = place, limits
        self._spent = 0
        _check_directory(data, place, limits)
        try:
            self._zip = ZipFile(io.BytesIO(data))
        except DAMAGE as error:
            message = f"the zip directory is damaged ({error}); copy the file again"
            raise InputError(message, place=place) from error
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > limits.parts:
            raise InputError(f"holds {len(entries):,} parts; at most {limits.parts:,} are read", place=place)
        if sum(entry.file_size for entry in entries) > limits.total_bytes:
            raise InputError(f"inflates beyond {limits.total_bytes:,} bytes in all", place=place)
        self._entries = self._named(entries)
        _check_overlaps(data, self._zip, place)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the directory; folders are left out."""
        return tuple(_name(entry) for entry in self._entries.values())

    def holds(self, name: str) -> bool:
        """Whether there is a part of this name; letters of either case, as Office compares them."""
        return name.casefold() in self._entries

    def mode(self, name: str) -> int:
        """Return the Unix mode of a part, 0 where it has none."""
        return self._entries[name.casefold()].external_attr >> 16

    def check(self) -> None:
        """Refuse a package one of whose parts could not be read, for what its directory says.

        Raises:
            InputError: names the file, the part and the reason.
        """
        for entry in self._entries.values():
            self._check_entry(entry)

    def read(self, name: str) -> bytes:
        """Return the inflated bytes of a part.

        Raises:
            InputError: for a part that is missing, damaged, encrypted or larger than the limits; names the
                file, the part and the reason.
        """
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise self._refuse(name, "is missing")
        self._check_entry(entry)
        blocks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as part:
                while block := part.read(_BLOCK):
                    blocks.append(block)
                    size += len(block)
                    self._count(entry, size, len(block))
        except DAMAGE as error:
            raise self._refuse(name, f"is damaged ({error}); copy the file again") from error
        return b"".join(blocks)

    def _named(self, entries: list[ZipInfo]) -> dict[str, ZipInfo]:
        named: dict[str, ZipInfo] = {}
        for entry in entries:
            if named.setdefault(_name(entry).casefold(), entry) is not entry:
                raise self._refuse(_name(entry), "is there twice")
        return named

    def _check_entry(self, entry: ZipInfo) -> None:
        name = _name(entry)
        if _leads_out(name):
            raise self._refuse(name, "has a path that leads out of the package")
        if entry.flag_bits & _ENCRYPTED:
            raise self._refuse(name, "is encrypted; remove the password and save again")
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self._refuse(name, f"is packed with method {entry.compress_type}; pack it with “deflate”")
        self._check_size(entry, entry.file_size)

    def _count(self, entry: ZipInfo, size: int, block: int) -> None:
        self._spent += block
        self._check_size(entry, size)
        if self._spent > self.limits.total_bytes:
            raise InputError(f"inflates beyond {self.limits.total_bytes:,} bytes in all", place=self.place)

    def _check_size(self, entry: ZipInfo, size: int) -> None:
        if size > self.limits.part_bytes:
            raise self._refuse(_name(entry), f"inflates beyond {self.limits.part_bytes:,} bytes")
        if size > max(_SMALL, entry.compress_size * self.limits.ratio):
            raise self._refuse(_name(entry), f"inflates more than {self.limits.ratio} times: a zip bomb")

    def _refuse(self, name: str, reason: str) -> InputError:
        return InputError(f"part {name} {reason}", place=self.place)


def open_package(data: bytes, *, place: str, limits: Limits = DEFAULT_LIMITS) -> Package:
    """Return a package all of whose parts can be read, as far as its directory tells.

    Raises:
        InputError: names the file, the part and the reason.
    """
    package = Package(data, place=place, limits=limits)
    package.check()
    return package


def _check_directory(data: bytes, place: str, limits: Limits) -> None:
    """Refuse a directory too large to be loaded, before it is."""
    end = data.rfind(_END, max(len(data) - _END_SIZE - _LONGEST_COMMENT, 0))
    if end < 0 or end + _END_SIZE > len(data):
        raise InputError("the zip directory is missing: the file was cut off; copy it again", place=place)
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if data[max(end - 20, 0) :].startswith(_END64) or size == 0xFFFFFFFF:
        raise InputError("a zip64 file, which no document needs; pack it again", place=place)
    if size > limits.parts * _ENTRY_SIZE:
        raise InputError(f"holds more than {limits.parts:,} parts", place=place)


def _check_overlaps(data: bytes, package: ZipFile, place: str) -> None:
    """Refuse entries that share their bytes, or lie where none can be: the bomb that needs no nesting."""
    free = 0
    for entry in sorted(package.infolist(), key=lambda entry: entry.header_offset):
        start = entry.header_offset
        header = data[start : start + _LOCAL.size] if start >= 0 else b""
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise InputError(f"part {_name(entry)} is damaged (no header); copy the file again", place=place)
        if start < free:
            raise InputError(f"part {_name(entry)} overlaps another: a zip bomb", place=place)
        _, name, extra = _LOCAL.unpack(header)
        free = start + _LOCAL.size + name + extra + entry.compress_size
    if free > package.start_dir:
        raise InputError("a part overlaps the zip directory: damaged, or a zip bomb", place=place)


def _name(entry: ZipInfo) -> str:
    """Decode the name: Windows packs GB 18030 and macOS UTF-8, both without saying so."""
    name = entry.orig_filename.partition("\0")[0]
    if not entry.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _leads_out(name: str) -> bool:
    return name.startswith("/") or name[1:2] == ":" or ".." in PurePosixPath(name).parts

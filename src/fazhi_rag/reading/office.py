"""Old Word, WPS, RTF and OpenDocument files: a LibreOffice of the system turns them into docx."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from fazhi_rag.errors import InputError, UnsupportedFormat
from fazhi_rag.reading import word
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.isolation import ParserLimits
from fazhi_rag.reading.ole import SIGNATURE, holds_document

_PROGRAMS = ("soffice", "libreoffice")
_SUFFIXES = ((b"{\\rtf", ".rtf"), (b"PK", ".odt"))
_MOST_BYTES = 20_000_000
_MEMORY_KB = 4_000_000
"""Address space of LibreOffice, which maps about 2 GB before it reads anything."""
_ADVICE = "open it in WPS or Word and save it as docx (另存为 .docx)"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
"""No macros, no linked pictures, and a proxy that answers nothing."""
_NOWHERE = "http://127.0.0.1:9"


def extract(data: bytes, *, place: str) -> Extract:
    """Read a doc, wps, rtf or odt file through LibreOffice.

    Raises:
        UnsupportedFormat: where no LibreOffice is installed.
        InputError: for a file it cannot read, or does not within the time limit.
    """
    if data.startswith(SIGNATURE) and not holds_document(data):  # LibreOffice would read its bytes as text
        raise InputError(f"has lost its main stream: it is damaged; {_ADVICE}", place=place)
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        message = f"this format is read through LibreOffice, which is not installed: install it, or {_ADVICE}"
        raise UnsupportedFormat(message, place=place)
    converted = _convert(data, program, place, ParserLimits.from_environment())
    suffix = _suffix(data)
    return replace(word.extract(converted, place=place), encoding=suffix[1:])


def _suffix(data: bytes) -> str:
    return next((suffix for magic, suffix in _SUFFIXES if data.startswith(magic)), ".doc")


def _convert(data: bytes, program: str, place: str, limits: ParserLimits) -> bytes:
    """Return the file as docx, made in a folder and with a profile that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fazhi-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"input{_suffix(data)}"
        source.write_bytes(data)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        command = [
            *(
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
            ),
            *("--nodefault", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(source)),
        ]
        _run(command, folder, place, limits)
        made = folder / "input.docx"
        if not made.is_file() or not 0 < made.stat().st_size <= _MOST_BYTES:
            message = f"LibreOffice cannot read it: it is damaged, or asks for a password; {_ADVICE}"
            raise InputError(message, place=place)
        return made.read_bytes()


def _run(command: list[str], folder: Path, place: str, limits: ParserLimits) -> None:
    if os.name == "posix":
        bound = f'ulimit -t {limits.cpu_seconds}; ulimit -v {_MEMORY_KB}; ulimit -c 0; exec "$@"'
        command = ["/bin/sh", "-c", bound, "sh", *command]
    process = subprocess.Popen(  # noqa: S603 - the program found on the path, our own arguments
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        process.wait(limits.seconds)
    except subprocess.TimeoutExpired as error:
        message = (
            f"LibreOffice was stopped: more than seconds = {limits.seconds}; "
            f"{_ADVICE}, or set FAZHI_PARSER_SECONDS higher"
        )
        raise InputError(message, place=place) from error
    finally:
        _end(process)


def _environment(folder: Path) -> dict[str, str]:
    """Return what LibreOffice needs of the environment, with a home of its own and no way out."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    home = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(folder))
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _NOWHERE)
    return kept | home | proxies | {"SAL_USE_VCLPLUGIN": "svp"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and what it started: its launcher is a script."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()

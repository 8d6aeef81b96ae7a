"""`fazhi ingest` as a user runs it: a real process, its options, what it prints and how it ends."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Identity
from tests.knowledge_reports import report_text, write_reports
from tests.test_reading_gazetteer import ROWS

COMMAND = [sys.executable, "-m", "fazhi_rag.cli", "ingest"]


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("FAZHI_", "OPENAI"))}


def fazhi(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, args)], capture_output=True, text=True, env=environment())


def ingest(*args: object) -> dict[str, Any]:
    """Run with --json and return what it printed."""
    found: dict[str, Any] = json.loads(fazhi(*args, "--json").stdout)
    return found


def held(kb: Path) -> list[Identity]:
    with KnowledgeBase.open(kb, create=False) as base:
        return [record.identity for record in base.documents()]


def names(found: list[str]) -> list[str]:
    return sorted(Path(name).name for name in found)


def test_glob_limits_folders_by_name_or_path(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "2023").mkdir(parents=True)
    for number, name in enumerate(("a.txt", "2023/ab.txt", "2023/c.md")):
        (folder / name).write_text(report_text("云溪镇", 2020 + number, disputes=30 + number), "utf-8")
    for glob, expected in (("a*", ["a.txt", "ab.txt"]), ("2023/*.md", ["c.md"])):
        found = ingest(folder, "--kb", tmp_path / "kb", "--glob", glob)
        assert names(found["added"]) == expected


def test_the_same_with_two_processes(tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 5)
    (folder / "bad.docx").write_bytes(b"PK\x03\x04nothing")
    one, two = (ingest(folder, "--kb", tmp_path / f"kb{jobs}", "--jobs", jobs) for jobs in (1, 2))
    assert one == two
    assert len(one["added"]) == 5
    assert names([failure["name"] for failure in one["failed"]]) == ["bad.docx"]
    assert held(tmp_path / "kb1") == held(tmp_path / "kb2")


def test_the_county_is_that_of_every_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for year in (2020, 2021):
        text = report_text("云溪镇", year, county="", disputes=year).replace("人民政府：", "各单位：")
        (folder / f"{year}.txt").write_text(text, "utf-8")
    assert fazhi(folder, "--kb", tmp_path / "kb", "--county", "青川县").returncode == 0
    assert [(one.county, one.year) for one in held(tmp_path / "kb")] == [
        ("青川县", 2020),
        ("青川县", 2021),
    ]
    run = fazhi(folder, "--kb", tmp_path / "kb2", "--year", "2020")
    assert run.returncode == 2 and "2 are given" in run.stderr and "Traceback" not in run.stderr


def test_a_gazetteer_names_the_county(tmp_path: Path) -> None:
    (tmp_path / "townships.csv").write_text(ROWS, "utf-8")
    text = report_text("渠马镇", 2022, county="").replace("人民政府：", "各单位：")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    run = fazhi(tmp_path / "a.txt", "--kb", tmp_path / "kb", "--gazetteer", tmp_path / "townships.csv")
    assert run.returncode == 0, run.stderr
    assert [(one.county, one.province) for one in held(tmp_path / "kb")] == [("云阳县", "重庆市")]
    (tmp_path / "bad.csv").write_text("name\n渠马镇\n", "utf-8")
    run = fazhi(tmp_path / "a.txt", "--kb", tmp_path / "kb", "--gazetteer", tmp_path / "bad.csv")
    assert run.returncode == 2
    assert "bad.csv" in run.stderr and "'code' is missing" in run.stderr and "Traceback" not in run.stderr


def test_a_manifest_states_what_files_do_not_say(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("法治政府建设情况报告\n一、主要举措\n全年学习3次。\n", "utf-8")
    rows = "file,township,county,year\na.txt,双河镇,云阳县,2021\nb.txt,双河镇,云阳县,2022\n"
    (folder / "manifest.csv").write_text(rows, "gb18030")
    run = fazhi(folder, "--kb", tmp_path / "kb")
    assert run.returncode == 0 and "b.txt" in run.stderr
    assert [(one.township, one.county, one.year) for one in held(tmp_path / "kb")] == [
        ("双河镇", "云阳县", 2021)
    ]
    (folder / "manifest.csv").write_text("file,jahr\na.txt,2021\n", "utf-8")
    run = fazhi(folder, "--kb", tmp_path / "kb")
    assert run.returncode == 2 and "jahr" in run.stderr and "Traceback" not in run.stderr


def test_failures_are_grouped_by_reason(tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 1)
    (folder / "empty.txt").write_text("", "utf-8")
    (folder / "cut.docx").write_bytes(b"PK\x03\x04nothing")
    (folder / "form.txt").write_text("XX镇20XX年法治政府建设情况报告\n一、举措\n学习*次。\n", "utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    (tmp_path / "elsewhere.txt").write_text("私有", "utf-8")
    run = fazhi(folder, "--kb", tmp_path / "kb", "--json")
    assert run.returncode == 1
    told = [line for line in run.stderr.splitlines() if line.startswith("未入库")]
    assert [line.split("：")[0] for line in told] == ["未入库 2 个", "未入库 1 个", "未入库 1 个"]
    found = json.loads(run.stdout)["failed_by_cause"]
    assert {cause: names(failed) for cause, failed in found.items()} == {
        "unreadable": ["cut.docx", "empty.txt"],
        "refused": ["link.txt"],
        "template": ["form.txt"],
    }


def test_nothing_but_failures_ends_in_2(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    run = fazhi(tmp_path / "empty.txt", tmp_path / "missing.txt", "--kb", tmp_path / "kb")
    assert (run.returncode, run.stdout) == (2, "新增 0，更新 0，未变 0，失败 2\n")


def stored(catalogue: Path) -> int:
    """Count the documents that are there for good while another process writes."""
    try:
        with closing(sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True)) as connection:
            return int(connection.execute("select count(*) from documents").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def heed_interrupts() -> None:
    """Undo what a shell does to the commands it starts in the background: they ignore interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_interrupted_it_keeps_what_is_stored_and_goes_on(tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 160)
    process = subprocess.Popen(
        [*COMMAND, str(folder), "--kb", str(tmp_path / "kb"), "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        preexec_fn=heed_interrupts,
    )
    while process.poll() is None and not stored(tmp_path / "kb" / "catalogue.sqlite"):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130 and "Traceback" not in told
    assert "再运行同一条命令" in told
    found = ingest(folder, "--kb", tmp_path / "kb")
    assert found["ok"] and found["unchanged"]
    assert len(found["unchanged"]) + len(found["added"]) == 160

"""`fazhi export`: reports and drafts to Word, HTML and Markdown, letterhead, comments, errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.writing import draft_page, draft_section
from tests.test_cli import fazhi

REPORT = """云水镇2023年法治政府建设年度报告
县政府：
一、举措
全年调解纠纷156宗。
云水镇人民政府
2024年1月31日
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def texts(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(path)).paragraphs if paragraph.text]


def test_a_report_with_letterhead_and_comments(report: Path, tmp_path: Path) -> None:
    (tmp_path / "l.yaml").write_text("主送: 县委\n日期: 2024-02-01\n", encoding="utf-8")
    (tmp_path / "source.txt").write_text("全年共调解纠纷155宗。", encoding="utf-8")
    out = tmp_path / "x.docx"
    options = ["--letterhead", tmp_path / "l.yaml", "--annotated", "--source", tmp_path / "source.txt"]
    run = fazhi("export", report, "--out", out, *options)
    assert run.returncode == 0, run.stderr
    expected = REPORT.replace("县政府：", "县委：").replace("2024年1月31日", "2024年2月1日")
    assert texts(out) == expected.strip().split("\n")
    (comment,) = [comment.text for comment in Document(str(out)).comments]
    assert "155宗" in comment


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_other_formats(report: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"x{suffix}"
    assert fazhi("export", report, "--out", out).returncode == 0
    assert "156宗" in out.read_text(encoding="utf-8")


def test_a_draft_is_reopened_and_checked_again(
    own_kb: KnowledgeBase, own_corpus: Path, tmp_path: Path
) -> None:
    facts = own_corpus / "demo" / "facts_渠马镇_2023.csv"
    draft = draft_section("dispute_resolution", kb=own_kb, township="渠马镇", year=2023, facts=facts)
    file = tmp_path / "draft.json"
    file.write_text(draft.to_json(), encoding="utf-8")
    page = draft_page(file)
    assert (page.title, page.text) == (draft.title, draft.text)
    assert page.blanks == tuple(blank.span for blank in draft.blanks)
    assert [(f.text, f.status) for f in page.findings] == [(f.text, f.status) for f in draft.findings]
    assert fazhi("export", file, "--out", tmp_path / "x.docx").returncode == 0
    told = "\n".join(texts(tmp_path / "x.docx"))
    assert all(line.strip() in told for line in draft.text.split("\n"))


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["export", "nowhere.txt", "--out", "x.docx"], "nowhere.txt"),
        (["export", "report.txt", "--out", "x.pdf"], ".docx"),
        (["export", "report.txt", "--out", "x.docx", "--annotated"], "--source"),
        (["export", "report.txt", "--out", "x.docx", "--template", "report.txt"], "report.txt"),
        (["export", "report.txt", "--out", "x.docx", "--letterhead", "report.txt"], "report.txt"),
        (["export", "report.txt", "--out", "none/x.docx"], "cannot write"),
    ],
)
def test_wrong_usage_is_one_clear_message(report: Path, tmp_path: Path, args: list[str], named: str) -> None:
    run = fazhi(*args, cwd=tmp_path)
    assert run.returncode == 2
    assert named in run.stderr
    assert "Traceback" not in run.stderr

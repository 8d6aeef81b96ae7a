"""Settings, printed forms, the commands, and the page of documentation."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from fazhi_rag.cli import app
from fazhi_rag.errors import InputError
from fazhi_rag.reading import document_from_text, read_document
from fazhi_rag.rendering import export_review, render_review
from fazhi_rag.reviewing import (
    Allowed,
    ReviewSettings,
    explain,
    load_settings,
    review,
    rules,
    to_sarif,
    to_text,
)
from fazhi_rag.types import Review, Severity
from tests.conftest import ROOT
from tests.review_texts import CLEAN, insert

PLANTED = insert("抓好布署，受理投诉40件，办结36件，办结率95%。走访群众约20余户。", "a")


def proofread(text: str = PLANTED, **settings: object) -> Review:
    return review(document_from_text(text, name="清溪镇.txt"), settings=ReviewSettings(**settings))  # type: ignore[arg-type]


def codes(**settings: object) -> list[str]:
    return [finding.code for finding in proofread(**settings).findings]


CHOICES = [
    ({}, ["F107", "N104", "F110"]),
    ({"select": ("N",)}, ["N104"]),
    ({"select": ("F1",)}, ["F107", "F110"]),
    ({"ignore": ("F107",)}, ["N104", "F110"]),
    ({"select": ("F",), "ignore": ("F11",)}, ["F107"]),
    ({"allowed": (Allowed("F107", "方言写法", "布署"),)}, ["N104", "F110"]),
    ({"allowed": (Allowed("F107", "别处", "台帐"),)}, ["F107", "N104", "F110"]),
    ({"allowed": (Allowed("F", "口语稿"),)}, ["N104"]),
]


@pytest.mark.parametrize(("settings", "expected"), CHOICES)
def test_rules_are_chosen(settings: dict[str, object], expected: list[str]) -> None:
    assert codes(**settings) == expected


BAD = [
    ({"select": ("X9",)}, "X9"),
    ({"ignore": ("",)}, "begins with"),
    ({"report_up": (2, 30)}, "02-30"),
    ({"jump": 1}, "jump"),
    ({"copied": 3}, "20 characters"),
]


@pytest.mark.parametrize(("settings", "said"), BAD)
def test_settings_that_mean_nothing_are_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ReviewSettings(**settings)  # type: ignore[arg-type]


def test_settings_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "fazhi.toml"
    path.write_text(
        """
[review]
select = ["N", "f"]
ignore = ["F103"]
jump = 8
checklist = ["开展人民调解"]
[review.deadlines]
report_up = "02-15"
[[review.allow]]
code = "N101"
text = "798件"
reason = "两处口径不同"
""",
        encoding="utf-8",
    )
    assert load_settings(path) == ReviewSettings(
        select=("N", "F"),
        ignore=("F103",),
        allowed=(Allowed("N101", "两处口径不同", "798件"),),
        report_up=(2, 15),
        jump=8,
        checklist=("开展人民调解",),
    )
    path.write_text("[tool]\nx = 1\n", encoding="utf-8")
    assert load_settings(path) == ReviewSettings()


FILES = [
    ("[review]\nselct = ['N']\n", "selct"),
    ("[review]\nselect = 'N'\n", "select"),
    ("[review]\nselect = ['Q']\n", "Q"),
    ("[[review.allow]]\ncode = 'N101'\n", "reason"),
    ("[review.deadlines]\nreport_up = '3/1'\n", "report_up"),
    ("[review.deadlines]\npublish = '13-01'\n", "13-01"),
    ("[review\n", "no TOML"),
]


@pytest.mark.parametrize(("text", "said"), FILES)
def test_a_bad_settings_file_is_named_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "fazhi.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load_settings(path)
    assert "fazhi.toml" in str(caught.value)


def test_a_missing_settings_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        load_settings(tmp_path / "none.toml")


def test_a_rule_is_explained() -> None:
    assert explain("n201").title == "与上年相比变化异常"
    assert explain("N201").family == "figures"
    with pytest.raises(InputError, match="N999"):
        explain("N999")


def test_the_text_names_place_code_quote_and_fix() -> None:
    lines = to_text(proofread()).splitlines()
    assert lines[0].startswith("清溪镇.txt:4: F107 错误 「布署」 → 部署")
    assert lines[-1] == "错误 2，提醒 1，提示 0"
    assert to_text(proofread(CLEAN)) == "没有发现问题"


def test_the_review_prints_itself_as_json() -> None:
    found = proofread()
    told = json.loads(json.dumps(found.to_dict(), ensure_ascii=False))
    assert told["ok"] is False
    assert told["counts"] == {"error": 2, "warning": 1, "note": 0}
    assert told["findings"][0]["family"] == "form"
    assert told["findings"][0]["fix"] == "部署"
    assert proofread(CLEAN).ok


def test_sarif_has_rules_levels_and_regions() -> None:
    found = proofread()
    log = to_sarif(found)
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {f.code for f in found.findings}
    for finding, result in zip(found.findings, run["results"], strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        start = region["charOffset"]
        assert found.text[start : start + region["charLength"]] == finding.text
        assert result["level"] in ("error", "warning", "note")
        assert region["startLine"] == finding.place


def test_hostile_text_is_inert_on_the_page() -> None:
    hostile = insert("<script>alert(1)</script>“布署\u202e<img src=x onerror=y>", "a")
    page = unescape(render_review(proofread(hostile)).replace("&lt;", "＜"))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "default-src 'none'" in page
    assert "布署" in page


def test_the_page_leads_from_each_finding_to_its_place() -> None:
    page = render_review(proofread())
    for number in range(3):
        assert f'id="r{number}"' in page
        assert f'href="#r{number}"' in page
    assert page.count("<html") == 1


def test_the_page_tells_fix_place_and_the_other_number() -> None:
    text = insert("走访群众约20余户。\n受理投诉40件。全年累计受理投诉47件。", "a")
    page = render_review(review(document_from_text(text, name="清溪镇.txt")))
    assert "<ins>20余</ins>" in page
    line = text[: text.index("约20余")].count("\n") + 1
    assert f"第{line}行" in page
    assert "<blockquote>全年累计受理投诉<mark>47件</mark>。</blockquote>" in page


def test_the_word_file_has_a_comment_for_each_finding(tmp_path: Path) -> None:
    # Two findings on 40件, one on nothing, one that runs on with its places.
    text = PLANTED.replace("受理投诉40件", "受理投诉40件,走访12户,看望3户").partition("四、")[0]
    text += "\n三、全年累计受理投诉47件，年内共受理投诉52件。"
    found = proofread(text)
    assert "" in [finding.text for finding in found.findings]
    spans = [finding.span for finding in found.findings if finding.text]
    assert len(set(spans)) < len(spans)
    export_review(found, tmp_path / "a.docx")
    document = Document(str(tmp_path / "a.docx"))
    told = ["\n".join(each.text for each in comment.paragraphs) for comment in document.comments]
    assert len(told) == len(found.findings)
    for finding in found.findings:
        [comment] = [one for one in told if f"{finding.code}】{finding.message}" in one]
        assert finding.fix is None or f"改为：{finding.fix}" in comment
    assert read_document(tmp_path / "a.docx").text == document_from_text(text, name="").text


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "planted.txt").write_text(PLANTED, encoding="utf-8")
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    warned = insert("走访群众约20余户。", "a")
    (tmp_path / "warned.txt").write_text(warned, encoding="utf-8")
    return tmp_path


RUNS = [
    (["planted.txt"], 1, "F107"),
    (["clean.txt"], 0, "没有发现问题"),
    (["warned.txt"], 0, "F110"),
    (["warned.txt", "--strict"], 1, "F110"),
    (["planted.txt", "--select", "F110"], 0, "F110"),
    (["planted.txt", "--ignore", "N,F107"], 0, "F110"),
    (["planted.txt", "--json"], 1, '"code": "N104"'),
    (["planted.txt", "--format", "sarif"], 1, '"ruleId": "N104"'),
    (["planted.txt", "--format", "html"], 1, "<html"),
]


@pytest.mark.parametrize(("arguments", "status", "said"), RUNS)
def test_the_command_exits_by_severity(files: Path, arguments: list[str], status: int, said: str) -> None:
    run = CliRunner().invoke(app, ["review", *arguments])
    assert run.exit_code == status
    assert said in run.stdout


def test_the_command_writes_a_file_and_reads_the_settings_beside_it(files: Path) -> None:
    (files / "fazhi.toml").write_text("[review]\nignore = ['F107', 'N104']\n", encoding="utf-8")
    run = CliRunner().invoke(app, ["review", "planted.txt", "--format", "html", "--out", "out.html"])
    assert run.exit_code == 0
    page = (files / "out.html").read_text("utf-8")
    assert "F110" in page
    assert "F107" not in page


def test_the_command_writes_comments_into_word(files: Path) -> None:
    run = CliRunner().invoke(app, ["review", "planted.txt", "--format", "docx", "--out", "out.docx"])
    assert run.exit_code == 1
    assert len(list(Document(str(files / "out.docx")).comments)) == 3
    for wrong in (["--format", "docx"], ["--format", "docx", "--out", "out.txt"]):
        assert isinstance(CliRunner().invoke(app, ["review", "planted.txt", *wrong]).exception, InputError)


def test_the_command_explains(files: Path) -> None:
    assert "默认5倍" in CliRunner().invoke(app, ["explain", "N201"]).stdout
    told = CliRunner().invoke(app, ["explain"]).stdout
    assert all(code in told for code in rules())
    assert isinstance(CliRunner().invoke(app, ["explain", "N999"]).exception, InputError)


def test_an_absent_report_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt"):
        review(tmp_path / "none.txt")


def test_the_page_of_documentation_lists_every_rule_as_it_is() -> None:
    page = (ROOT / "docs" / "review.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and line[2:3] in "NPCFL"]
    assert [row for row in rows if row[3:4].isdigit()] == [
        f"| {rule.code} | {rule.severity} | {rule.title} | {rule.explanation} |" for rule in rules().values()
    ]


def test_rules_are_well_formed() -> None:
    for rule in rules().values():
        assert rule.severity in Severity
        assert rule.title
        assert rule.explanation.endswith("。")

"""The commands as a user runs them: exit status, stdout for results, stderr for the rest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fazhi_rag.cli import app

COMMANDS = [
    "ingest",
    "ask",
    "draft",
    "verify",
    "export",
    "review",
    "explain",
    "search",
    "quantities",
    "status",
    "reindex",
    "demo",
]


def fazhi(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("FAZHI_MODEL", "OPENAI", "FAZHI_KB"))
    }
    command = [sys.executable, "-m", "fazhi_rag.cli", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment)


@pytest.fixture(scope="module")
def kb(own_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "kb"
    run = fazhi("ingest", own_corpus / "reports", own_corpus / "policies", "--kb", folder)
    assert run.returncode == 0, run.stderr
    assert run.stdout == "新增 26，更新 0，未变 0，失败 0\n"
    return folder


def test_the_commands_are_those_documented() -> None:
    assert [command.name or command.callback.__name__ for command in app.registered_commands] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example_and_json(command: str) -> None:
    run = fazhi(command, "--help")
    assert run.returncode == 0
    assert "Example: fazhi" in run.stdout
    assert "--json" in run.stdout


def test_ingesting_again_changes_nothing(own_corpus: Path, kb: Path) -> None:
    run = fazhi("ingest", own_corpus / "reports", "--kb", kb, "--json")
    report = json.loads(run.stdout)
    assert (len(report["unchanged"]), report["added"], report["failed"]) == (5, [], [])


def test_an_answer_is_printed_with_its_places(kb: Path) -> None:
    run = fazhi("ask", "渠马镇是如何开展矛盾纠纷调解的？", "--kb", kb)
    assert run.returncode == 0
    assert "20余次" in run.stdout
    assert "出处：\n[1] 云阳县渠马镇 2022年度" in run.stdout


def test_an_abstention_is_no_error(kb: Path) -> None:
    run = fazhi("ask", "长丰镇调解了多少次？", "--kb", kb, "--json")
    assert run.returncode == 0
    answer = json.loads(run.stdout)
    assert (answer["status"], answer["reason"]) == ("abstained", "no_such_township")


def test_explain_says_how_the_question_was_read(kb: Path) -> None:
    run = fazhi("ask", "渠马镇2022年有几个调解小组？", "--kb", kb, "--explain")
    assert run.stderr.splitlines() == [
        "范围：云阳县渠马镇（2022年度）",
        "年份：2022年",
        "主题：矛盾纠纷排查化解",
        "意图：查数字",
        "要找的内容：有几个调解小组？",
        "要找的数：调解小组，以“个”计",
    ]


def test_explain_says_what_was_not_understood(kb: Path) -> None:
    run = fazhi("ask", "长丰镇有几个调解小组？", "--kb", kb, "--explain")
    assert "范围：没有可查的报告" in run.stderr
    assert "没有读懂：资料库没有长丰镇的报告" in run.stderr


def test_explain_of_a_question_of_law_names_the_policies(kb: Path) -> None:
    run = fazhi("ask", "行政处罚法规定至少几名执法人员？", "--kb", kb, "--explain")
    assert "范围：政策法规文件" in run.stderr


def test_explain_stays_json_for_programs(kb: Path) -> None:
    run = fazhi("ask", "渠马镇有几个调解小组？", "--kb", kb, "--explain", "--json")
    assert json.loads(run.stderr)["unit"] == "个"


def test_search_figures_and_status_print_json(kb: Path) -> None:
    hits = json.loads(fazhi("search", "调解", "--township", "渠马镇", "--kb", kb, "--json").stdout)
    assert {hit["township"] for hit in hits} == {"渠马镇"}
    figures = json.loads(
        fazhi("quantities", "--township", "渠马镇", "--year", 2022, "--kb", kb, "--json").stdout
    )
    assert "20余次" in {figure["mention"]["text"] for figure in figures}
    assert json.loads(fazhi("status", "--kb", kb, "--json").stdout)["chunks"] > 0


def test_policies_are_searched_apart(kb: Path) -> None:
    reports = json.loads(fazhi("search", "重大行政决策", "--kb", kb, "--json", "--k", 50).stdout)
    policies = json.loads(fazhi("search", "重大行政决策", "--policy", "--kb", kb, "--json", "--k", 50).stdout)
    assert {hit["document"] for hit in reports} & {hit["document"] for hit in policies} == set()


def test_reindex_rebuilds(kb: Path) -> None:
    before = fazhi("search", "调解", "--kb", kb, "--json").stdout
    assert fazhi("reindex", "--kb", kb).returncode == 0
    assert fazhi("search", "调解", "--kb", kb, "--json").stdout == before


def test_a_draft_is_written_in_each_format(kb: Path, own_corpus: Path, tmp_path: Path) -> None:
    facts = own_corpus / "demo" / "facts_渠马镇_2023.csv"
    for name in ("d.md", "d.html", "d.docx"):
        args = ["draft", "dispute_resolution", "--township", "渠马镇", "--year", 2023, "--facts", facts]
        run = fazhi(*args, "--kb", kb, "--out", tmp_path / name)
        assert run.returncode == 0, run.stderr
        assert "【待补：调解人员（名）】" in run.stdout
        assert (tmp_path / name).stat().st_size > 500


@pytest.mark.parametrize(("text", "status"), [("调解纠纷155宗。", 0), ("调解纠纷156宗。", 1)])
def test_verify_tells_by_its_exit_status(tmp_path: Path, text: str, status: int) -> None:
    (tmp_path / "source.txt").write_text("全年共调解纠纷155宗。", encoding="utf-8")
    (tmp_path / "draft.txt").write_text(text, encoding="utf-8")
    page = tmp_path / "page.html"
    run = fazhi("verify", tmp_path / "draft.txt", "--source", tmp_path / "source.txt", "--html", page)
    assert run.returncode == status, run.stdout
    assert page.is_file()


BAD = [
    (["ask", "问题", "--kb", "nowhere"], "nowhere"),
    (["ingest", "nowhere.txt", "--kb", "new"], "nowhere.txt"),
    (["verify", "nowhere.txt", "--source", "x.txt"], "nowhere.txt"),
    (["frobnicate"], "frobnicate"),
    (["draft", "dispute_resolution", "--township", "渠马镇"], "--year"),
    (["eval", "nosuchsuite"], "nosuchsuite"),
]


@pytest.mark.parametrize(("args", "named"), BAD, ids=[" ".join(args) for args, _ in BAD])
def test_wrong_usage_is_one_clear_message(tmp_path: Path, args: list[str], named: str) -> None:
    run = fazhi(*args, cwd=tmp_path)
    assert run.returncode == 2
    assert named in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout.count("\n") <= 1


DRAFT_BAD = [
    (["--township", "长丰镇", "--year", "2023"], "渠马镇"),
    (["--township", "渠马镇", "--year", "2020"], "2022年"),
    (["--township", "渠马镇", "--year", "2023", "--facts", "bad.csv"], "第2行"),
    (["--township", "渠马镇", "--year", "2023", "--out", "draft.pdf"], ".docx"),
    (["--township", "渠马镇", "--year", "2023", "--model", "gpt-x"], "OPENAI_API_KEY"),
]


@pytest.mark.parametrize(("args", "named"), DRAFT_BAD, ids=[" ".join(args) for args, _ in DRAFT_BAD])
def test_a_draft_that_cannot_be_made_says_why(kb: Path, tmp_path: Path, args: list[str], named: str) -> None:
    (tmp_path / "bad.csv").write_text("指标,数值\n调解,许多\n", encoding="utf-8")
    run = fazhi("draft", "dispute_resolution", *args, "--kb", kb, cwd=tmp_path)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    assert named in run.stderr


def test_one_bad_file_does_not_stop_the_others(own_corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = own_corpus / "reports" / "渠马镇_2022.md"
    (folder / "a.md").write_bytes(good.read_bytes())
    (folder / "b.txt").write_bytes(b"\xff\xfe\x00bad\x00")
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.pdf").write_bytes(b"%PDF-1.7\n")
    run = fazhi("ingest", folder, "--kb", tmp_path / "kb", "--json")
    report = json.loads(run.stdout)
    assert run.returncode == 1
    assert len(report["added"]) == 1
    assert sorted(Path(failure["name"]).name for failure in report["failed"]) == ["b.txt", "c.txt", "d.pdf"]
    assert "PDF" in run.stderr


def test_the_demo_does_the_main_job(tmp_path: Path) -> None:
    run = fazhi("demo", "--json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["answer"]["status"] == "answered"
    assert "【待补：调解人员（名）】" in result["draft"]["text"]
    caught = {finding["text"] for finding in result["tampered"]["findings"] if not finding["ok"]}
    assert caught == {"41处", "8人次", "30次", "13个"}
    left = {path.name for path in (tmp_path / "fazhi-demo").iterdir()}
    assert left >= {"kb", "answer.md", "draft.md", "draft.html", "draft.docx", "tampered.html"}
    assert fazhi("demo", cwd=tmp_path).returncode == 0  # a second run finds its own folder

"""One verdict in every form: terminal, JSON, JUnit, Markdown, HTML and the exit status."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fazhi_rag.cli import app
from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation import (
    Metric,
    Miss,
    Row,
    Rules,
    Run,
    SuiteResult,
    judge,
    read_baseline,
    write_baseline,
)
from fazhi_rag.evaluation.results import CaseScore
from fazhi_rag.evaluation.suites import Gate

HOSTILE = "<script>alert(1)</script>\x00\x0b]]>&\"'"
RESULT = SuiteResult(
    name="ours",
    version=1,
    half="dev",
    n=2,
    metrics={"recall": Metric(0.5, 2, 0.1, 0.9), "odd": Metric(None, 0, reason="nothing")},
    rows=(Row("class", HOSTILE, Metric(1.0, 1, 0.2, 1.0), HOSTILE),),
    failures=(Miss("a", HOSTILE),),
    errors=(Miss("b", HOSTILE),),
    scores=(CaseScore("a", 0.0, "passed", "d", "a"), CaseScore("b", 1.0, "passed", "d", "b")),
    notes=(HOSTILE,),
)


def _run(least: float = 0.9) -> Run:
    rules = {"ours/dev": Rules({"recall": Gate(min=least)}, 0.02, 0.01)}
    return Run((RESULT,), judge([RESULT], rules))


def test_all_forms_show_the_same_verdict() -> None:
    for run in (_run(0.9), _run(0.1)):
        status, passed = run.verdict.status, run.verdict.passed
        data = json.loads(run.to_json())
        assert (data["verdict"]["status"], data["verdict"]["passed"]) == (status, passed)
        assert f"{'PASS' if passed else 'FAIL'} (" in run.to_text()
        assert f">{'PASS' if passed else 'FAIL'}</span>" in run.to_html()
        failures = ElementTree.fromstring(run.to_junit()).findall(".//failure")
        assert len(failures) == len(run.verdict.failed) == (0 if passed else 1)


def test_json_is_versioned_the_same_for_equal_runs_and_has_no_nan() -> None:
    assert json.loads(_run().to_json())["format"] == "fazhi-eval/1"
    assert _run().to_json() == _run().to_json()
    bad = replace(RESULT, metrics={"x": Metric(float("nan"), 1)})
    with pytest.raises(ValueError, match="JSON compliant"):
        Run((bad,), _run().verdict).to_json()


def test_the_page_is_self_contained_and_escapes() -> None:
    page = _run().to_html()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "src=" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_junit_is_xml_whatever_a_message_holds() -> None:
    rules = {"ours/dev": Rules({HOSTILE: Gate(min=0.1)}, 0.02, 0.01)}
    root = ElementTree.fromstring(Run((RESULT,), judge([RESULT], rules)).to_junit())
    assert any("could not be measured" in (one.get("message") or "") for one in root.iter("failure"))


def test_markdown_has_n_intervals_and_reasons() -> None:
    text = _run().to_markdown()
    assert "| recall | .500 [.100, .900], n 2 |" in text
    assert "| odd | – (nothing) |" in text


def test_failures_of_the_report_half_are_printed_only_when_asked_for() -> None:
    run = _run()
    hidden = Run((replace(RESULT, half="report"),), run.verdict)
    assert "failures: 1" in run.to_text()
    assert "failures: 1" not in hidden.to_text()
    assert "failures: 1" in hidden.to_text(failures=5)


def test_the_comparison_is_shown(tmp_path: Path) -> None:
    write_baseline(tmp_path / "b.json", [RESULT])
    better = replace(RESULT, scores=tuple(replace(one, value=1.0) for one in RESULT.scores))
    verdict = judge(
        [better], {"ours/dev": Rules({}, 0.02, 0.01)}, baseline=read_baseline(tmp_path / "b.json")
    )
    assert verdict.passed
    assert "ours passed: 0.5000 → 1.0000, +0.5000" in Run((better,), verdict).to_text()
    assert verdict.comparisons[0].gained == ("a",)


def fazhi(*args: object) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, args)])


NO_NUMBER = '{"id": "a", "text": "稳步推进。"}\n'
DRAFT = '{{"id": "a", "text": "调解纠纷{}宗。"}}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.txt").write_text("全年共调解纠纷155宗。", encoding="utf-8")
    for name, figure in (("good", "155"), ("bad", "156"), ("none", "")):
        (tmp_path / f"{name}.jsonl").write_text(
            DRAFT.format(figure) if figure else NO_NUMBER, encoding="utf-8"
        )
    return tmp_path


EXITS = [("good", [], 0), ("bad", [], 1), ("bad", ["--min-grounded", "0"], 0), ("none", [], 3)]


@pytest.mark.parametrize(("name", "options", "status"), EXITS)
def test_the_exit_status_of_outputs(folder: Path, name: str, options: Sequence[str], status: int) -> None:
    run = fazhi("outputs", folder / f"{name}.jsonl", "--sources", folder / "sources", *options, "--json")
    assert run.exit_code == status, run.output
    assert json.loads(run.stdout)["verdict"]["status"] == status


def test_reports_are_written_and_two_versions_compared(folder: Path) -> None:
    given = ["--sources", folder / "sources", "--baseline", folder / "b.json"]
    assert fazhi("outputs", folder / "good.jsonl", *given, "--update-baseline").exit_code == 0
    pages = [f"--report={folder / name}" for name in ("page.html", "page.xml", "page.json", "page.md")]
    run = fazhi("outputs", folder / "bad.jsonl", *given, "--min-grounded", 0, *pages)
    assert run.exit_code == 1
    assert "1.0000 → 0.0000: -1.0000" in run.stdout
    assert all((folder / f"page.{suffix}").stat().st_size > 300 for suffix in ("html", "xml", "json", "md"))


def test_a_run_is_kept_and_scored_again(tmp_path: Path) -> None:
    given = ["--half", "dev", "--no-baseline", "--quick", "--json"]
    first = fazhi("mentions", "--out", tmp_path / "run", *given)
    again = fazhi("score", tmp_path / "run", "mentions", *given)
    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert first.stdout == again.stdout


USAGE = [
    (["nosuchsuite"], "no suite 'nosuchsuite'"),
    (["mentions", "--limit", "0"], "measures nothing"),
    (["mentions", "--filter", "zzz*"], "nothing would be measured"),
    (["mentions", "--baseline", "nowhere.json"], "there is no baseline"),
    (["--suites", "nowhere"], "no such folder of suites"),
    (["mentions", "--update-baseline", "--baseline", "nowhere/b.json"], "no such folder; say where"),
    (["score", "nowhere"], "no outputs of the half"),
]


@pytest.mark.parametrize(("args", "message"), USAGE)
def test_wrong_usage_is_an_error_of_ours(args: list[str], message: str) -> None:
    run = fazhi(*args)
    assert isinstance(run.exception, EvaluationError)
    assert message in str(run.exception)


def test_help_of_every_command_has_an_example_and_json() -> None:
    for command in ("run", "score", "outputs", "convert"):
        text = fazhi(command, "--help").stdout
        assert "Example: fazhi eval" in text
        assert "--json" in text


def test_limit_filter_and_seed_choose_cases() -> None:
    given = ["--half", "dev", "--no-baseline", "--json"]

    def chosen(*options: str) -> list[str]:
        scores = json.loads(fazhi("mentions", *given, *options).stdout)["results"][0]["scores"]
        return [score["case"] for score in scores]

    first = chosen("--limit", "5")
    assert chosen("--limit", "5", "--seed", "3") == chosen("--limit", "5", "--seed", "3") != first
    assert chosen("--filter", f"{first[0][:2]}*")

"""The fixture users' own tests get, run through pytest as they would, and what its failures say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag.types import Source

REPORT = "全年共调解纠纷155宗。\n发放宣传资料1万余份。"
BAD = [
    ("调解纠纷156宗。", "156宗 (contradicted)", "nearest in the source: '全年共调解纠纷155宗。'"),
    ("开展法治宣传资料发放77场。", "77场", "发放宣传资料1万余份。"),
    ("毫不相关12345千米。", "12345千米", "no"),
    ("没有数字。", "nothing was checked", ""),
]


@pytest.mark.parametrize(("text", "figure", "beside"), BAD)
def test_a_failure_shows_the_figure_and_the_nearest_sentence(
    assert_grounded: Callable[..., Any], text: str, figure: str, beside: str
) -> None:
    with pytest.raises(AssertionError) as raised:
        assert_grounded(text, REPORT)
    assert figure in str(raised.value)
    assert beside in str(raised.value)


def test_what_is_grounded_passes_and_the_findings_come_back(
    assert_grounded: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "松源镇_2021.txt").write_text(REPORT, encoding="utf-8")
    for sources in (
        REPORT,
        [REPORT],
        Source(REPORT),
        [Source(REPORT)],
        tmp_path,
        tmp_path / "松源镇_2021.txt",
    ):
        assert assert_grounded("调解纠纷155宗。", sources).counts["supported"] == 1


def test_the_scope_is_passed_on(assert_grounded: Callable[..., Any]) -> None:
    source = Source(REPORT, "松源镇", None, 2021, "a.txt")
    assert assert_grounded("调解纠纷155宗。", source, township="松源镇", year=2021).ok
    with pytest.raises(AssertionError, match=r"wrong_scope.*\n.*nearest in a\.txt"):
        assert_grounded("调解纠纷155宗。", source, township="东镇", year=2021)


def test_pytest_finds_it_and_importing_it_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "test_user.py").write_text(
        "import sys\n\n"
        "def test_cheap():\n"
        "    assert not {'fazhi_rag.grounding', 'pydantic', 'numpy', 'chromadb'} & set(sys.modules)\n\n"
        "def test_wrong(assert_grounded):\n"
        "    assert_grounded('调解156宗。', '调解155宗。')\n",
        encoding="utf-8",
    )
    plugins = ["-p", "fazhi_rag.evaluation.pytest_plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, str(tmp_path)]
    environment = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": "", "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert "1 failed, 1 passed" in run.stdout, run.stdout + run.stderr
    assert "156宗" in run.stdout

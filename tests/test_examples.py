"""The examples run as they stand, and print what their texts promise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

EXAMPLES = {
    "draft_section.py": ["调解小组12个", "30余次", "supported", "未用到的事实 0 条"],
    "draft_report.py": ["一、", "四、", "✓", "未用到的事实：无", "再次核对： 通过"],
    "walk.py": ["35台", "no_such_year", "contradicted", "调解人员15名", "30余次", "【待补："],
}


def test_every_example_is_run() -> None:
    assert {path.name for path in (ROOT / "examples").glob("*.py")} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_prints_what_it_promises(name: str, tmp_path: Path) -> None:
    unset = ("FAZHI_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL")
    environment = {key: value for key, value in os.environ.items() if key not in unset}
    command = [sys.executable, str(ROOT / "examples" / name), str(tmp_path)]
    run = subprocess.run(
        command, capture_output=True, encoding="utf-8", env={**environment, "PYTHONUTF8": "1"}, check=False
    )
    assert run.returncode == 0, run.stderr
    assert [text for text in EXAMPLES[name] if text not in run.stdout] == [], run.stdout

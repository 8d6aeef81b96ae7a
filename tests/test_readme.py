"""The README's examples are run, and what it prints as output is what they print."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_cli import fazhi

READMES = ["README.md", "README.zh.md"]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("name", READMES)
def test_it_is_short_and_opens_with_the_two_commands(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").count("\n") < 150
    first = blocks(name, "bash")[0]
    assert first.startswith("pip install -e . && fazhi demo")
    assert "pip install -e '.[test]' && pytest" in first


@pytest.mark.parametrize("name", READMES)
def test_the_output_of_the_demo_is_real(name: str, tmp_path: Path) -> None:
    printed = fazhi("demo", cwd=tmp_path).stdout
    shown = [line for line in blocks(name, "text")[0].splitlines() if line.strip() not in ("", "…")]
    assert [line for line in shown if line not in printed] == []


@pytest.mark.parametrize("name", READMES)
def test_the_python_example_prints_what_is_shown(name: str, tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    run = subprocess.run(
        [sys.executable, "-c", blocks(name, "python")[0]], capture_output=True, text=True, cwd=tmp_path
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == blocks(name, "text")[1]


@pytest.mark.parametrize("name", READMES)
def test_the_commands_it_shows_exist(name: str) -> None:
    for command in re.findall(r"^fazhi (\w+)", "\n".join(blocks(name, "bash")), re.MULTILINE):
        assert fazhi(command, "--help").returncode == 0


def test_the_twins_show_the_same_examples() -> None:
    english, chinese = ([*blocks(n, "python"), *blocks(n, "text")] for n in READMES)
    assert english == chinese

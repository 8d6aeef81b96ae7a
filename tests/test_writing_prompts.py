"""Prompts: every placeholder has its argument, and what is inserted is never expanded."""

import ast
import re
from pathlib import Path

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.writing.prompts import fill_prompt
from tests.conftest import ROOT

PROMPTS = sorted((ROOT / "prompts").glob("*.md"))


def arguments() -> dict[str, set[str]]:
    """Prompt name → keyword arguments of the `fill_prompt` call in the sources."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fill_prompt":
                name = node.args[0]
                assert isinstance(name, ast.Constant)
                found[name.value] = {keyword.arg or "" for keyword in node.keywords}
    return found


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_placeholders_match_the_arguments(path: Path) -> None:
    assert set(re.findall(r"\$\{(\w+)\}", path.read_text(encoding="utf-8"))) == arguments()[path.stem]


def test_every_prompt_that_is_filled_exists() -> None:
    assert {path.stem for path in PROMPTS} == set(arguments())


def test_a_missing_value_is_named() -> None:
    with pytest.raises(InputError, match="evidence"):
        fill_prompt("ask", question="问")


def test_inserted_text_is_not_expanded() -> None:
    assert "${question}" in fill_prompt("ask", question="问", evidence="资料 ${question} $$")

"""The user's own terms: a file named by FAZHI_TERMS."""

from pathlib import Path

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import Kind


def kinds(text: str) -> list[tuple[str, Kind]]:
    return [(mention.text, mention.kind) for mention in find_mentions(text)]


def test_own_terms_are_names_and_their_marks_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "terms.txt"
    path.write_text("# 本地\n百日清网 九项清单+\n五朵云 !彩\n", "utf-8")
    monkeypatch.setenv("FAZHI_TERMS", str(path))
    assert kinds("推进百日清网") == [("百日清网", Kind.NAMED_TERM)]
    assert kinds("落实九项清单") == [("九项清单", Kind.NAMED_TERM)]
    assert kinds("制定九项清单") == [("九项", Kind.QUANTITY)]
    assert kinds("上线五朵云") == [("五朵云", Kind.NAMED_TERM)]
    assert kinds("上线五朵云彩") == [("五朵", Kind.QUANTITY)]
    assert kinds("三会一课") == [("三会一课", Kind.NAMED_TERM)]  # the shipped terms stay
    monkeypatch.delenv("FAZHI_TERMS")
    assert kinds("上线五朵云") == [("五朵", Kind.QUANTITY)]


@pytest.mark.parametrize("line", ["和谐乡村", "!彩", "五朵云 !", "五朵云 !彩 !霞", "一" * 41])
def test_a_bad_line_names_file_and_line(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "terms.txt"
    path.write_text(f"三亮三比\n\n{line}\n", "utf-8")
    monkeypatch.setenv("FAZHI_TERMS", str(path))
    with pytest.raises(InputError, match=r"terms\.txt, line 3"):
        find_mentions("三亮三比")


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (("missing.txt", None), ("gbk.txt", "三亮三比".encode("gbk"))):
        path = tmp_path / name
        if content:
            path.write_bytes(content)
        monkeypatch.setenv("FAZHI_TERMS", str(path))
        with pytest.raises(InputError, match=name):
            find_mentions("三亮三比")

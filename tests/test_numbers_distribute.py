"""分别 deals out coordinated subjects to the numbers behind it."""

import pytest

from fazhi_rag.numbers import find_mentions


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("甲村、乙村分别为3件和5件。", ["甲村", "乙村"]),
        ("东村、西村分别调解12件、9件。", ["东村调解", "西村调解"]),
        ("参考率和合格率分别达到98%和95%。", ["参考率", "合格率"]),
        ("推进会、座谈会分别于5月和7月召开。", ["推进会", "座谈会"]),
        ("2021、2022年产量分别为30吨、40吨。", ["2021产量", "2022年产量"]),
    ],
)
def test_each_has_its_own(text: str, subjects: list[str]) -> None:
    assert [m.subject for m in find_mentions(text) if m.is_fact or m.kind == "date"][-2:] == subjects


@pytest.mark.parametrize(
    "text",
    [
        "甲、乙、丙分别为3件和5件。",  # three and two
        "分别于5月和7月召开。",  # no subjects
        "甲、乙分别调解3件，培训200人。",  # another verb between
    ],
)
def test_nothing_is_dealt_out_where_the_numbers_do_not_fit(text: str) -> None:
    assert "甲" not in {m.subject for m in find_mentions(text)}

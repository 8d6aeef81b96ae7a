from __future__ import annotations

import pytest

from fazhi_rag.knowledge.fusion import fuse_rankings
from fazhi_rag.knowledge.records import resolve_township
from fazhi_rag.knowledge.tokens import search_tokens

HELD = [("云阳县", "渠马镇"), ("丰都县", "高家镇"), ("青川县", "高家镇"), (None, "黄垓镇")]


@pytest.mark.parametrize(
    ("name", "county", "expected"),
    [
        ("渠马镇", None, (None, "渠马镇")),
        ("渠马镇", "云阳县", ("云阳县", "渠马镇")),
        ("云阳县渠马镇", None, ("云阳县", "渠马镇")),
        ("重庆市云阳县渠马镇", None, ("云阳县", "渠马镇")),
        ("云阳县渠马镇", "云阳县", ("云阳县", "渠马镇")),
        ("高家镇", None, (None, "高家镇")),
        ("青川县高家镇", None, ("青川县", "高家镇")),
        # Another county is another township; an unknown county is not any county.
        ("渠马镇", "梅县", None),
        ("梅县渠马镇", None, None),
        ("云阳县渠马镇", "梅县", None),
        ("某县黄垓镇", None, None),
        # The suffix is never dropped and a part of a name is not the name.
        ("渠马", None, None),
        ("马镇", None, None),
        ("渠马街道", None, None),
        ("", None, None),
    ],
)
def test_township_names_as_people_write_them(name: str, county: str | None, expected: object) -> None:
    assert resolve_township(name, county, HELD) == expected


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("矛盾纠纷", ["矛", "矛盾", "盾", "盾纠", "纠", "纠纷", "纷"]),
        ("LED屏", ["led", "屏"]),
        ("１２３４５热线", ["12345", "热", "热线", "线"]),
        ("法治，政府", ["法", "法治", "治", "政", "政府", "府"]),
        ("a-b  3.6万", ["a", "b", "3", "6", "万"]),
        ("", []),
        ("。！？“”", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert search_tokens(text) == tokens


def test_fusion_prefers_what_both_rankings_hold_and_breaks_ties_by_id() -> None:
    fused = fuse_rankings([[(1, 9.0), (2, 8.0)], [(3, 0.9), (2, 0.8)]])
    assert [chunk for chunk, _ in fused] == [2, 1, 3]
    assert fused[0][1] == pytest.approx(1 / 62 + 1 / 62)
    assert fuse_rankings([]) == []

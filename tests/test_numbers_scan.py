"""Mentions: the labelled tables, the real reports, invariants, and growth."""

import json
import os
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import FACT_KINDS, Approx, Kind, Mention

TABLES = Path(__file__).parent / "data" / "mentions_tables.jsonl"
ROWS = [json.loads(line) for line in TABLES.read_text("utf-8").splitlines()]
DEV = [row for row in ROWS if row["half"] == "dev"]
REPORT = [row for row in ROWS if row["half"] == "report"]
CORPUS = Path(os.environ.get("FAZHI_REAL_CORPUS", Path(__file__).parents[2] / "shared"))


def matches(mention: Mention, label: dict) -> bool:
    if not (mention.span.start < label["end"] and label["start"] < mention.span.end):
        return False
    if Kind(label["kind"]) not in FACT_KINDS:
        return mention.kind == label["kind"]
    wanted = label["value"]
    value = tuple(map(Decimal, wanted)) if isinstance(wanted, list) else Decimal(wanted)
    return mention.is_fact and mention.value == value


def misses(text: str, labels: list[dict]) -> tuple[list[str], list[str]]:
    """Return the labels that were not found and the facts that no label explains."""
    found = find_mentions(text)
    missed = [x["text"] for x in labels if not x.get("optional") and not any(matches(m, x) for m in found)]
    explained = [m for m in found if any(m.span.start < x["end"] and x["start"] < m.span.end for x in labels)]
    return missed, [m.text for m in found if m.is_fact and m not in explained]


@pytest.mark.parametrize("row", DEV, ids=lambda row: row["text"][:12])
def test_every_label_of_the_development_half(row: dict) -> None:
    assert misses(row["text"], row["expect"]) == ([], [])


@pytest.mark.parametrize("row", DEV, ids=lambda row: row["text"][:12])
def test_unit_and_approximator_of_the_development_half(row: dict) -> None:
    for label in row["expect"]:
        if Kind(label["kind"]) not in FACT_KINDS or label.get("optional"):
            continue
        mention = next(m for m in find_mentions(row["text"]) if matches(m, label))
        assert (mention.unit, mention.approx) == (label["unit"] or mention.unit, Approx(label["approx"]))


def test_the_report_half_stays_above_its_floor() -> None:
    """Never tuned on; the floor is below the measured figure, which docs/numbers.md gives."""
    labels = sum(sum(not x.get("optional") for x in row["expect"]) for row in REPORT)
    wrong = sum(len(part) for row in REPORT for part in misses(row["text"], row["expect"]))
    assert wrong / labels < 0.06


WORDS = """
进一步 统一 一些 一系列 一定 一律 一体 一以贯之 万无一失 一心一意 千方百计 百姓 队伍 十分重要 一直 万一 三轮车
"""


def test_nothing_but_particles_behind_a_number():
    assert [mention.text for mention in find_mentions("0的的G")] == ["0"]


@pytest.mark.parametrize("text", WORDS.split())
def test_a_numeral_inside_a_word_is_no_mention(text: str) -> None:
    assert find_mentions(f"我们{text}的工作") == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("未发生行政诉讼案件", Decimal(0), "件"),
        ("全年零发案", Decimal(0), "件"),
        ("无一例败诉", Decimal(0), "例"),
        ("法律顾问全覆盖", Decimal(100), "%"),
        ("半数以上群众", Decimal(50), "%"),
        ("多次研究", None, "次"),
        ("走访数十家企业", None, "家"),
        ("每半年检查", Decimal("0.5"), "年"),
    ],
)
def test_amounts_without_a_numeral_are_no_facts(text: str, value: Decimal | None, unit: str) -> None:
    (mention,) = find_mentions(text)
    assert (mention.kind, mention.value, mention.unit) == (Kind.OTHER, value, unit)


@pytest.mark.parametrize(
    "text",
    ["（20212025年）", "自202411日起", "至1231日止", "〔202526号文件", "20241115日", "1" * 500, "一" * 500],
)
def test_damaged_digits_are_never_evidence(text: str) -> None:
    (mention,) = find_mentions(text)
    assert not mention.usable


@pytest.mark.parametrize("text", ["2021—2025年", "共20212025元", "20240315印发", "编号202411"])
def test_sound_digits_stay_usable(text: str) -> None:
    assert all(mention.usable for mention in find_mentions(text))


def invariants(text: str) -> None:
    end = 0
    for mention in find_mentions(text):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert mention.text == mention.span.of(text)
        assert not mention.is_fact or mention.value is not None
        end = mention.span.end


ALPHABET = st.sampled_from(
    "0123456789一二三十百千万亿零〇两半几数第每各均余多约近超至到由从其中含年月日号时分个名件次场元%‰成倍番点"
    "，。；、：:“”（）()〔〕-—~./+· aG为的开展培训\n"
)


@given(st.text(ALPHABET, max_size=60))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    invariants(text)


@given(st.text(max_size=60))
def test_any_unicode_is_safe(text: str) -> None:
    invariants(text)


def calls(text: str) -> int:
    """Count the Python calls that reading takes: work, not time."""
    counted = Counter[str]()

    def note(_frame: object, event: str, _arg: object) -> None:
        counted[event] += 1

    sys.setprofile(note)
    try:
        find_mentions(text)
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


HOSTILE = [
    "1",
    "一",
    "（",
    "〔",
    "12,",
    "1-",
    "一、",
    "每",
    "“一",
    "由1到",
    "3人",
    "至少",
    "1.",
    "万",
    "a1",
    "第一",
    "1/",
    "12名，",
    "甲、乙分别3、",
    "2小时8分",
    "是一个",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_text(piece: str) -> None:
    small, large = calls(piece * 400), calls(piece * 1600)
    assert large < 5 * small + 200


@pytest.mark.parametrize("piece", ["1", "一", "（", "〔", "每", "半", "数"])
def test_a_megabyte_of_one_character_is_read(piece: str) -> None:
    invariants(piece * 1_000_000)


@pytest.mark.skipif(not (CORPUS / "gold").is_dir(), reason="needs the real reports (FAZHI_REAL_CORPUS)")
def test_the_real_reports() -> None:
    labels: dict[str, list[dict]] = {}
    for line in (CORPUS / "gold" / "mentions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        labels.setdefault(row["doc"], []).append(row)
    for name, rows in labels.items():
        text = (CORPUS / "corpus" / name).read_text("utf-8")
        invariants(text)
        assert misses(text, rows) == ([], [])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("余额为1977亿元。", "1977亿元"),
        ("投资2023万元", "2023万元"),
        ("2024年营收2008亿元", "2008亿元"),
        ("累计拨打电话3400个", "3400个"),
    ],
)
def test_an_amount_is_no_year_and_no_telephone(text: str, amount: str) -> None:
    assert [m.text for m in find_mentions(text) if m.is_fact] == [amount]


@pytest.mark.parametrize("text", ["在2008和2012两届", "咨询电话13800000000", "联系电话34001234"])
def test_a_year_and_a_telephone_stay_what_they_are(text: str) -> None:
    kinds = {str(m.kind) for m in find_mentions(text)}
    assert kinds & {"year", "phone"}


@pytest.mark.parametrize("text", ["每名3件", "每个3次", "每位，2件"])
def test_a_per_with_nothing_behind_it_names_nothing(text: str) -> None:
    assert [m.value for m in find_mentions(text) if m.is_fact] == [int(next(c for c in text if c.isdigit()))]

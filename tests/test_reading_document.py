"""The whole pipeline: real reports, the project's own corpus, gold labels, hostile input."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi_rag.errors import UnsupportedFormat
from fazhi_rag.reading import document_from_text, match_topics, read_document
from fazhi_rag.types import Document, DocumentKind, Span

ROOT = Path(__file__).parents[1]
REAL = Path(os.environ.get("FAZHI_REAL_CORPUS", ROOT.parent / "shared"))
TREES = json.loads((Path(__file__).parent / "data" / "reading_trees.json").read_text("utf-8"))
OWN = sorted((ROOT / "corpus").glob("*/*.md"))

needs_real = pytest.mark.skipif(
    not (REAL / "corpus").is_dir(), reason="the real reports are not on this machine"
)

IDENTITIES = {
    # file: township, county, year, issue date, document number, addressee, issuers, start of the title
    "松源镇_2021": ("松源镇", "梅县区", 2021, None, None, None, 0, "梅县区松源镇2021年"),
    "渠马镇_2022": (
        "渠马镇",
        "云阳县",
        2022,
        "2023-01-31",
        "渠马委文〔2023〕1号",
        "县委、县政府",
        2,
        "中共渠马镇委员会",
    ),
    "静海镇_2024": ("静海镇", "静海区", 2024, None, None, None, 0, "静海镇2024年度"),
    "高家镇_2024": ("高家镇", "丰都县", 2024, None, None, None, 0, "2024年"),
    "黄垓镇_2023": ("黄垓镇", None, 2023, None, None, None, 0, "2023年度"),
}


def real(name: str) -> Document:
    return read_document(REAL / "corpus" / f"{name}.txt")


def outline(document: Document) -> list[list[object]]:
    """Return level, number, first characters of the heading, depth and part of each section."""
    return [
        [section.level, section.number, section.heading[:6], len(section.path), str(section.part or "")]
        for section in document.sections
    ]


@needs_real
@pytest.mark.parametrize("name", sorted(TREES))
def test_section_tree_of_the_real_reports(name: str) -> None:
    document = real(name)
    assert outline(document) == TREES[name]
    for section in document.sections:
        assert section.path[-1] == section.number + section.heading
        assert section.parent is None or section.path[:-1] == document.sections[section.parent].path
        assert section.heading_span.of(document.text).startswith(section.number)


@needs_real
@pytest.mark.parametrize("name", sorted(IDENTITIES))
def test_identity_of_the_real_reports(name: str) -> None:
    document = real(name)
    found = document.identity
    shown = (found.township, found.county, found.year, found.issue_date and found.issue_date.isoformat())
    township, county, year, issued, number, addressee, issuers, title = IDENTITIES[name]
    assert shown == (township, county, year, issued)
    assert (found.doc_number, found.addressee, len(found.issuers)) == (number, addressee, issuers)
    assert found.title is not None and found.title.startswith(title)
    assert found.kind is DocumentKind.ANNUAL_REPORT
    assert document.warnings == ()


@needs_real
@pytest.mark.parametrize("name", sorted(IDENTITIES))
def test_identity_does_not_hang_on_the_file_name(name: str) -> None:
    document = document_from_text((REAL / "corpus" / f"{name}.txt").read_text("utf-8"), name="report.txt")
    assert document.identity == real(name).identity


@needs_real
def test_every_labelled_mention_is_found_again_through_the_offset_map() -> None:
    labels = [json.loads(line) for line in (REAL / "gold" / "mentions.jsonl").read_text("utf-8").splitlines()]
    documents = {name: real(name.removesuffix(".txt")) for name in {label["doc"] for label in labels}}
    raws = {name: (REAL / "corpus" / name).read_text("utf-8") for name in documents}
    to_clean = {
        name: {document.offsets.raw_span(Span(at, at + 1)).start: at for at in range(len(document.text))}
        for name, document in documents.items()
    }
    for label in labels:
        at = to_clean[label["doc"]]
        span = Span(at[label["start"]], at[label["end"] - 1] + 1)
        assert span.of(documents[label["doc"]].text) == label["text"].replace(" ", "")
        assert documents[label["doc"]].offsets.raw_span(span) == Span(label["start"], label["end"])
        assert raws[label["doc"]][label["start"] : label["end"]] == label["text"]


@needs_real
def test_labelled_enumerators_are_the_numbers_of_sections() -> None:
    labels = [json.loads(line) for line in (REAL / "gold" / "mentions.jsonl").read_text("utf-8").splitlines()]
    for name in {label["doc"] for label in labels}:
        document = real(name.removesuffix(".txt"))
        starts = {document.offsets.raw_span(section.heading_span).start for section in document.sections}
        labelled = {
            label["start"] for label in labels if label["doc"] == name and label["kind"] == "enumerator"
        }
        assert labelled <= starts
        assert len(starts - labelled) <= 3  # 首先 其次 最后 carry no number


TOPICS = [
    # report, path by numbers, a topic the section must have
    ("渠马镇_2022", ("一、", "（七）"), "dispute_resolution"),
    ("渠马镇_2022", ("一、", "（九）"), "digital_gov"),
    ("渠马镇_2022", ("三、",), "problems"),
    ("松源镇_2021", ("一、", "（3）"), "gov_function_lists"),
    ("松源镇_2021", ("一、", "（9）"), "reconsider_litigation"),
    ("松源镇_2021", ("一、", "（十一）"), "dispute_resolution"),
    ("静海镇_2024", ("一、", "(二)", "四是"), "petition"),
    ("静海镇_2024", ("一、", "(五)", "一是"), "legality_review"),
    ("静海镇_2024", ("三、", "三是"), "major_decisions"),
    ("高家镇_2024", ("一、", "（二）", "二是"), "dispute_resolution"),
    ("高家镇_2024", ("二、", "（三）"), "law_publicity"),
    ("高家镇_2024", ("二、",), "first_responsible"),
    ("黄垓镇_2023", ("一、", "（二）", "三是"), "correction_resettlement"),
    ("黄垓镇_2023", ("三、", "（三）"), "next_plan"),
]


@needs_real
@pytest.mark.parametrize(("name", "numbers", "topic"), TOPICS)
def test_topics_of_real_sections(name: str, numbers: tuple[str, ...], topic: str) -> None:
    document = real(name)

    def path(index: int | None) -> tuple[str, ...]:
        return (
            () if index is None else (*path(document.sections[index].parent), document.sections[index].number)
        )

    assert topic in next(section.topics for section in document.sections if path(section.index) == numbers)


@pytest.mark.skipif(not OWN, reason="the project's own corpus is not here")
@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_own_corpus_reads_without_warnings(path: Path) -> None:
    document = read_document(path)
    found = document.identity
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.warnings == ()
    assert "---" not in document.text
    if path.parent.name == "reports":
        assert found.kind is DocumentKind.ANNUAL_REPORT
        assert f"{found.township}_{found.year}" == path.stem and found.county and found.province
        assert {str(section.part) for section in document.sections} >= {
            "achievements",
            "problems",
            "next_plan",
        }
    else:
        assert (found.kind, found.township, found.year) == (DocumentKind.POLICY, None, None)
        assert all(section.part is None for section in document.sections)


HOSTILE: list[Callable[[int], str]] = [
    lambda n: "（一）" * n,
    lambda n: "（一）甲。\n" * n,
    lambda n: "（一）\n" * n,
    lambda n: "一、甲\n" * n,
    lambda n: "一、甲。（一）乙。1.丙。（1）丁。\n" * n,
    lambda n: "一、" + "一是甲。二是乙。" * n,
    lambda n: "一、甲\n一是甲。二是乙。" + "三深化。" * n + "三是丙。",
    lambda n: "一、甲\n" + "一方面乙，" * n + "另一方面丙。",
    lambda n: "".join(f"{i}." for i in range(1, n)),
    lambda n: "[image: " * n,
    lambda n: "[image: ]" * n,
    lambda n: "《" * n + "县",
    lambda n: "《云阳县" * n,
    lambda n: "云雾镇" * n,
    lambda n: "，云雾镇\n" * n,
    lambda n: "镇" * n,
    lambda n: "委员会" * n,
    lambda n: ("委员会" * 12 + "\n") * n,
    lambda n: "现将" * n,
    lambda n: "2023年" * n,
    lambda n: "二〇" * n,
    lambda n: " " * n + "甲",
    lambda n: "　　甲" * n,
    lambda n: "2 0 " * n,
    lambda n: "(" * n + "）",
    lambda n: "# 甲\n" * n,
    lambda n: "**" * n + "甲",
    lambda n: "<!--" * n + "甲",
    lambda n: "> " * n + "甲",
    lambda n: "\n" * n + "甲",
    lambda n: "---\n" + "a: b\n" * n,
    lambda n: "调解普法信访" * n,
    lambda n: "20232024号〔" * n,
    lambda n: "x" * n,
]


def work(text: str) -> int:
    """Count what reading a text costs, without a clock: calls and returns, C functions included."""
    events = 0

    def count(*_: object) -> None:
        nonlocal events
        events += 1

    sys.setprofile(count)
    try:
        document_from_text(text, name="x.md")
    except Exception as error:  # a refusal is an answer, and it must be cheap too
        assert type(error).__module__.startswith("fazhi_rag")
    finally:
        sys.setprofile(None)
    return events


@pytest.mark.parametrize("make", HOSTILE)
def test_hostile_text_costs_in_proportion_to_its_length(make: Callable[[int], str]) -> None:
    work(make(10))
    small, large = work(make(300)), work(make(1200))
    assert large <= small * 4 * 1.5 + 5000


def test_a_topic_of_a_megabyte_is_found() -> None:
    assert match_topics("调解" * 300_000)[0].id == "dispute_resolution"


@pytest.mark.parametrize("name", ["facts.csv", "facts.YAML", "manifest.jsonl"])
def test_a_data_file_is_no_document(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("指标,数值\n2023年渠马镇法治政府建设报告,1\n", encoding="utf-8")
    with pytest.raises(UnsupportedFormat, match="facts"):
        read_document(tmp_path / name)

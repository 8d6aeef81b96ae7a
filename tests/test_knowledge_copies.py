"""Copies of a report already held: whole, cut down, with other text around, relabelled; and what is none."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.knowledge.likeness import LEAST_RUNS, runs_of
from fazhi_rag.types import Cause, Figure, Identity, IngestReport

SECTIONS = (
    ("抓好干部学法", "组织集中学法{a}次，轮训村组干部{b}人次，测试{c}人"),
    ("抓好文件审查", "审查协议{a}份，提出修改意见{c}条，退回补正{d}份"),
    ("抓好执法巡查", "出动巡查{b}人次，发现隐患{c}处，当场整改{a}处"),
    ("抓好纠纷调处", "受理邻里纠纷{b}件，调解成功{c}件，移交{d}件"),
    ("抓好法律宣讲", "在赶场日宣讲{a}场，发放折页{b}份，接受咨询{c}人次"),
    ("抓好便民服务", "窗口办件{b}件，上门代办{c}件，收到锦旗{d}面"),
)
STANDING = "全镇设调委会1个、法律顾问1名，覆盖率100%。"


def sections_of(seed: int) -> list[str]:
    """Six sections with three figures each, the same for the same seed."""
    chance = random.Random(seed)
    ranges = {"a": (21, 99), "b": (201, 999), "c": (101, 199), "d": (2, 9)}
    found = []
    for number, (heading, claim) in zip("一二三四五六", SECTIONS, strict=True):
        figures = {name: chance.randint(*ends) for name, ends in ranges.items()}
        found.append(f"（{number}）{heading}。{claim.format(**figures)}。{STANDING}")
    return found


def report(township: str, year: int, sections: list[str], county: str = "青川县") -> str:
    return (
        f"{county}{township}{year}年法治政府建设情况报告\n现将{year}年情况报告如下。\n一、主要举措\n"
        + "\n".join(sections)
        + "\n二、存在不足\n专业人员偏少。\n三、下一年安排\n继续推进。\n"
    )


@pytest.fixture(scope="module")
def one_kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("copies")
    with KnowledgeBase.open(folder / "kb") as base:
        file = folder / "held.txt"
        file.write_text(report("云溪镇", 2022, sections_of(1)), "utf-8")
        assert base.ingest(file).ok
        yield base


@pytest.fixture
def kb(one_kb: KnowledgeBase) -> Iterator[KnowledgeBase]:
    """A knowledge base that holds one report; what a test adds is removed after it."""
    yield one_kb
    for record in one_kb.documents():
        if not record.name.endswith("held.txt"):
            one_kb.remove(record.name)


def ingest(kb: KnowledgeBase, tmp_path: Path, text: str, identity: Identity | None = None) -> IngestReport:
    file = tmp_path / "new.txt"
    file.write_text(text, "utf-8")
    return kb.ingest(file, identity=identity)


HELD, OTHER = sections_of(1), sections_of(2)
AROUND = ["（一）抓好产业发展。新建大棚73座，种植辣椒1240亩，带动农户318户。", "更多内容请看本站。"]

REFUSED = [
    ("cut, under another year", report("云溪镇", 2023, HELD[:3]), Cause.RELABELLED),
    ("cut in the middle, another year", report("云溪镇", 2023, [*HELD[:2], *HELD[4:]]), Cause.RELABELLED),
    ("with text around, another year", report("云溪镇", 2023, [*HELD, *AROUND]), Cause.RELABELLED),
    ("cut, nobody's", "工作材料\n" + "\n".join(HELD[1:4]), Cause.DUPLICATE),
    ("with text around, nobody's", "\n".join(["范文大全", *AROUND, *HELD, *AROUND]), Cause.DUPLICATE),
    ("cut, county left out", report("云溪镇", 2022, HELD[:4], county=""), Cause.DUPLICATE),
]


@pytest.mark.parametrize(("what", "text", "cause"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_copy_in_part_is_refused(
    kb: KnowledgeBase, tmp_path: Path, what: str, text: str, cause: Cause
) -> None:
    (failure,) = ingest(kb, tmp_path, text).failed
    assert failure.cause is cause
    assert "held.txt" in failure.reason and ("around" in failure.reason) == ("around" in what)
    assert len(kb.documents()) == 1


TOLD = [
    (
        "cut, another township",
        report("白石镇", 2022, HELD[:3]),
        "held.txt（青川县云溪镇 2022 年） 的一部分雷同，请核对是否抄录",
    ),
    (
        "with text around, another township",
        report("白石镇", 2023, [*HELD, *AROUND]),
        "另有别的内容，请核对是否抄录",
    ),
    ("half of it, another township", report("白石镇", 2022, [*HELD[:4], *OTHER[4:]]), "约 "),
    ("half of it, own, next year", report("云溪镇", 2023, [*HELD[:4], *OTHER[4:]]), "沿用旧数"),
]


@pytest.mark.parametrize(("what", "text", "told"), TOLD, ids=[row[0] for row in TOLD])
def test_a_copy_in_part_is_told(kb: KnowledgeBase, tmp_path: Path, what: str, text: str, told: str) -> None:
    result = ingest(kb, tmp_path, text)
    assert len(result.added) == 1
    assert [told in warning for warning in result.warnings if "请核对是否" in warning] == [True]


NONE = [
    ("same township, next year", report("云溪镇", 2023, OTHER)),
    ("sibling with the same template", report("白石镇", 2022, OTHER)),
    ("sibling that shares one section", report("白石镇", 2022, [*OTHER[:4], *HELD[4:5]])),
    ("next year, one section unchanged", report("云溪镇", 2023, [HELD[0], *OTHER[1:]])),
]


@pytest.mark.parametrize(("what", "text"), NONE, ids=[row[0] for row in NONE])
def test_another_report_is_no_copy(kb: KnowledgeBase, tmp_path: Path, what: str, text: str) -> None:
    result = ingest(kb, tmp_path, text)
    assert len(result.added) == 1
    assert not any("请核对是否" in warning for warning in result.warnings)


def test_who_states_the_year_keeps_both(kb: KnowledgeBase, tmp_path: Path) -> None:
    text = report("云溪镇", 2023, HELD[:3])
    assert len(ingest(kb, tmp_path, text, Identity(year=2023)).added) == 1


def figures_of(kb: KnowledgeBase) -> list[Figure]:
    return kb.figures(document="held.txt")


def test_runs_need_figures_that_say_something(kb: KnowledgeBase) -> None:
    found = figures_of(kb)
    assert len(runs_of(found)) >= LEAST_RUNS
    standing = [figure for figure in found if figure.mention.text in ("1个", "1名", "100%")]
    assert len(standing) == 18 and runs_of(standing) == ()
    assert runs_of(found[: LEAST_RUNS - 1]) == ()

"""Reports in our own words for the tests of the knowledge room, and a look into every store at once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.knowledge.schema import chunks


def report_text(township: str, year: int, *, county: str = "青川县", disputes: int = 37) -> str:
    """A small report with headings, run-in items and figures."""
    return f"""{county}{township}人民政府
关于{year}年法治政府建设情况的报告

{county}人民政府：
{year}年，{township}按照上级安排推进依法行政。现将有关情况报告如下：
一、主要工作
（一）抓好纠纷化解
坚持小事不出村。一是摸排在前，全年入户走访群众420户，建立台账15本；二是调处在先，全年化解邻里纠纷{disputes}件，\
其中山林地界纠纷9件；三是队伍在位，选聘调解员11名。
（二）抓好普法宣传
在集市设点讲解民法典，发放折页2600余份，组织广场宣讲6场，参加群众800余人次。
二、存在的不足
一是干部学法不够系统。二是执法力量偏少，持证人员仅有4名。
三、下一年打算
{year + 1}年，继续开展法律进村活动，计划培训法律明白人20名。

{township}人民政府
{year + 1}年1月15日
"""


TOWNSHIPS = ("云溪镇", "白石镇", "柳树镇", "大河镇", "南坪镇", "新桥镇", "龙泉镇", "双河镇")


def write_reports(folder: Path, count: int) -> Path:
    """Write `count` reports that differ in township, year and one figure."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        township, year = TOWNSHIPS[number % len(TOWNSHIPS)], 2015 + number // len(TOWNSHIPS)
        text = report_text(township, year, disputes=100 + number)
        (folder / f"{number:03d}_{township}_{year}.txt").write_text(text, "utf-8")
    return folder


def stored_ids(kb: KnowledgeBase) -> tuple[set[int], set[int], set[int]]:
    """Chunk ids in the catalogue, in tantivy and in Chroma."""
    with kb._database.read() as connection:
        catalogue = set(connection.execute(select(chunks.c.id)).scalars())
    if not kb._caches.begun:
        return catalogue, set(), set()
    return catalogue, kb._caches.lexical.chunk_ids(), kb._caches.vectors.chunk_ids()


def assert_in_step(kb: KnowledgeBase) -> None:
    """Every store holds the same chunks, and nothing is left to do."""
    catalogue, lexical, vectors = stored_ids(kb)
    assert lexical == catalogue
    assert vectors == catalogue
    assert kb.status()["pending"] == 0

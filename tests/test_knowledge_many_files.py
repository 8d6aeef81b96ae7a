"""Many files at once: manifests, worker processes, copies, templates, damage, and reading again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.knowledge.incoming import Incoming
from fazhi_rag.knowledge.likeness import bands_of, compared_text, likeness
from fazhi_rag.knowledge.manifest import load_manifest
from fazhi_rag.knowledge.readers import open_readers
from fazhi_rag.types import Cause, DocumentKind, Failure, Identity
from tests.knowledge_reports import assert_in_step, report_text, write_reports


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(tmp_path / "kb") as base:
        yield base


def put(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding)
    return path


def causes(kb: KnowledgeBase, *paths: Path) -> list[Cause]:
    return [failure.cause for failure in kb.ingest(paths).failed]


# --- manifest --------------------------------------------------------------------------

NAMELESS = "法治政府建设情况报告\n一、主要举措\n全年学习3次。\n二、存在不足\n人手少。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_manifest_says_what_files_do_not(kb: KnowledgeBase, tmp_path: Path, encoding: str) -> None:
    put(tmp_path / "in" / "a.txt", NAMELESS)
    put(tmp_path / "in" / "sub" / "b.txt", NAMELESS + "又及。\n")
    put(
        tmp_path / "in" / "manifest.csv",
        "file,township,county,province,year,kind\na.txt,云雾镇,云阳县,,2021,annual_report\n"
        "sub/b.txt,清泉乡,,重庆市,2022,\n\n",
        encoding,
    )
    assert kb.ingest(tmp_path / "in").ok
    found = {r.identity.township: r.identity for r in kb.documents()}
    assert (found["云雾镇"].county, found["云雾镇"].year) == ("云阳县", 2021)
    assert (found["清泉乡"].province, found["清泉乡"].township_type) == ("重庆市", "乡")
    assert len(kb.ingest(tmp_path / "in").unchanged) == 2


def test_a_changed_manifest_is_taken_up(kb: KnowledgeBase, tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", NAMELESS)
    for year in (2021, 2022):
        put(tmp_path / "in" / "manifest.csv", f"file,township,year\na.txt,云雾镇,{year}\n")
        assert kb.ingest(tmp_path / "in").ok
        assert [r.identity.year for r in kb.documents()] == [year]


BAD_MANIFESTS = [
    ("township,year\n云雾镇,2021\n", "line 1.*'file' is missing"),
    ("file,jahr\na.txt,2021\n", "line 1.*unknown column 'jahr'"),
    ("file,year\na.txt,21\n", "line 2, report_year"),
    ("file,kind\na.txt,novel\n", "line 2, kind"),
    ("file,year\na.txt,2021\na.txt,2022\n", "line 3.*twice"),
    ("file,year\n../a.txt,2021\n", "line 2, file"),
    ("file,year\n/etc/passwd,2021\n", "line 2, file"),
    ("file,year\n,2021\n", "line 2, file"),
    ("file,year\na.txt,2021,3\n", "line 2.*3 cells"),
    ('file,year\n"a.txt,2021\n', "after line"),
]


@pytest.mark.parametrize(("text", "message"), BAD_MANIFESTS)
def test_a_bad_manifest_names_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_manifest(put(tmp_path / "manifest.csv", text))


def test_a_manifest_row_without_a_file_is_told(kb: KnowledgeBase, tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", NAMELESS)
    put(tmp_path / "in" / "manifest.csv", "file,township,year\na.txt,云雾镇,2021\nb.txt,云雾镇,2022\n")
    assert any("b.txt" in warning for warning in kb.ingest(tmp_path / "in").warnings)


def test_township_and_year_are_stated_for_one_file_only(kb: KnowledgeBase, tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 2)
    with pytest.raises(InputError, match=r"2 are given.*manifest\.csv"):
        kb.ingest(folder, identity=Identity(year=2020))
    assert kb.ingest(folder, identity=Identity(county="青川县")).ok


def test_what_the_user_states_against_the_text_is_told(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = put(tmp_path / "a.txt", report_text("云溪镇", 2020))
    (warning,) = kb.ingest(file, identity=Identity(year=2019)).warnings
    assert "2019" in warning and "2020" in warning


# --- which files --------------------------------------------------------------------------


def test_a_glob_limits_a_folder(kb: KnowledgeBase, tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 4)
    (report := kb.ingest(folder, glob="00[12]*.txt"))
    assert [Path(name).name[:3] for name in report.added] == ["001", "002"]


def test_a_link_out_of_the_folder_is_refused(kb: KnowledgeBase, tmp_path: Path) -> None:
    outside = put(tmp_path / "secret.txt", report_text("云溪镇", 2020))
    folder = write_reports(tmp_path / "in", 1)
    (folder / "link.txt").symlink_to(outside)
    report = kb.ingest(folder)
    assert [(Path(f.name).name, f.cause) for f in report.failed] == [("link.txt", Cause.REFUSED)]
    assert report.failed_by_cause == {"refused": (str(folder / "link.txt"),)}


# --- what must not become evidence ------------------------------------------------------------

TEMPLATES = [
    "XX镇20XX年法治政府建设情况报告\n一、主要举措\n学习*次。\n",
    "××街道××年法治政府建设年度报告\n一、主要举措\n学习。\n",
    "云雾镇2023年法治政府建设情况报告\n一、主要举措\n学习*次，调解**件，宣讲*场。\n",
    "某镇2023年法治政府建设情况报告\n一、主要举措\n学习3次。\n",
]


@pytest.mark.parametrize("text", TEMPLATES)
def test_templates_are_refused(kb: KnowledgeBase, tmp_path: Path, text: str) -> None:
    assert causes(kb, put(tmp_path / "a.txt", text)) == [Cause.TEMPLATE]
    assert kb.documents() == []


NO_TEMPLATES = [
    "云雾镇2023年法治政府建设情况报告\n一、主要举措\n学习3次，李某某等3人获表彰，张××调解5件。\n",
    "云雾镇二〇二〇年法治政府建设情况报告\n一、主要举措\n走访二〇〇户，宣讲3×2场。\n",
    "云雾镇2023年法治政府建设情况报告\n一、主要举措\n对X光机等设备开展检查3次，电话138****5678。\n",
]


@pytest.mark.parametrize("text", NO_TEMPLATES)
def test_masked_names_are_no_templates(kb: KnowledgeBase, tmp_path: Path, text: str) -> None:
    assert causes(kb, put(tmp_path / "a.txt", text)) == []


DAMAGED = [
    "统计期限自202411日起至1231日止，共办理77件。",
    "落实《规划（20212025年）》，共办理77件。",
    "依据开州委法20239号文件，共办理77件。",
    "娱乐平台官网登录政务公开工作，共办理77件。",
    "更多资料请加微信：abcde12345，共办理77件。",
    "详见www.fanwen-bang.com，共办理77件。",
    "推进\ufffd\ufffd工作，共办理77件。",
]


@pytest.mark.parametrize("sentence", DAMAGED)
def test_damaged_sentences_are_stored_but_neither_found_nor_counted(
    kb: KnowledgeBase, tmp_path: Path, sentence: str
) -> None:
    whole = report_text("云溪镇", 2020)
    text = whole.replace("二、存在的不足\n", f"{sentence}\n二、存在的不足\n")
    report = kb.ingest(put(tmp_path / "a.txt", text))
    assert len(report.added) == 1 and any("不作依据" in warning for warning in report.warnings)
    document = kb.load("a.txt")
    assert [span.of(document.text).strip() for span in document.damaged] == [sentence]
    assert not any("77件" in hit.text for hit in kb.search("办理77件", k=50))
    assert not any("77" in figure.mention.text for figure in kb.figures())
    assert any(not chunk.usable and "77件" in chunk.text for chunk in kb.chunks("a.txt"))
    assert "420户" in "".join(hit.text for hit in kb.search("走访群众420户", k=50))


CLEAN = [
    "严厉打击网络赌博，宣传远离棋牌室赌博，彩票公益金投入20万元。",
    "在县政府门户网站www.yunyang.gov.cn公开信息9条。",
    "2024年1月1日至12月31日办理3件，历时365日。",
    "依据云阳委法〔2023〕9号文件办理。",
    "全年电子政务平台登录人数2000人次。",
]


@pytest.mark.parametrize("sentence", CLEAN)
def test_sound_sentences_are_not_called_damaged(kb: KnowledgeBase, tmp_path: Path, sentence: str) -> None:
    kb.ingest(put(tmp_path / "a.txt", report_text("云溪镇", 2020) + sentence + "\n"))
    assert kb.load("a.txt").damaged == ()


def swap_words(text: str) -> str:
    return (
        text.replace("坚持小事不出村", "做到小事不出村")
        .replace("摸排在前", "摸底在前")
        .replace("广场宣讲", "集中宣讲")
    )


def test_a_report_relabelled_with_another_year_is_refused(kb: KnowledgeBase, tmp_path: Path) -> None:
    first = report_text("云溪镇", 2020)
    kb.ingest(put(tmp_path / "2020.txt", first))
    forged = put(tmp_path / "2023.txt", swap_words(first.replace("2020", "2023").replace("2021", "2024")))
    (failure,) = kb.ingest(forged).failed
    assert failure.cause is Cause.RELABELLED
    assert "2020.txt" in failure.reason and "2023" in failure.reason
    # Both are real, says the user.
    assert kb.ingest(forged, identity=Identity(year=2023)).ok


def test_last_years_wording_with_this_years_figures_is_a_report(kb: KnowledgeBase, tmp_path: Path) -> None:
    files = [put(tmp_path / f"{y}.txt", report_text("云溪镇", y, disputes=y - 1990)) for y in (2020, 2021)]
    assert causes(kb, *files) == []


def test_a_copy_that_does_not_say_whose_it_is_is_a_duplicate(kb: KnowledgeBase, tmp_path: Path) -> None:
    first = report_text("云溪镇", 2020)
    kb.ingest(put(tmp_path / "a.txt", first))
    body = first[first.index("一、主要工作") :].replace("云溪镇", "我镇")
    assert causes(kb, put(tmp_path / "mirror.txt", f"转载\n{body}")) == [Cause.DUPLICATE]


def test_a_copy_under_another_townships_name_is_told(kb: KnowledgeBase, tmp_path: Path) -> None:
    files = [put(tmp_path / f"{name}.txt", report_text(name, 2020)) for name in ("云溪镇", "白石镇")]
    report = kb.ingest(files)
    assert len(report.added) == 2
    assert [("云溪镇" in warning) for warning in report.warnings if "抄录" in warning] == [True]


def test_another_genre_never_becomes_an_annual_report(kb: KnowledgeBase, tmp_path: Path) -> None:
    text = "云溪镇2020年政府信息公开工作年度报告\n一、总体情况\n主动公开信息30条。\n"
    kb.ingest([put(tmp_path / "a.txt", text), put(tmp_path / "b.txt", report_text("云溪镇", 2020))])
    kinds = {Path(record.name).name: record.identity.kind for record in kb.documents()}
    assert kinds == {"a.txt": DocumentKind.DISCLOSURE_REPORT, "b.txt": DocumentKind.ANNUAL_REPORT}
    assert not any("信息30条" in hit.text for hit in kb.search("主动公开信息", k=50))


def test_likeness_is_high_for_a_rewrite_and_low_for_another_report() -> None:
    one = compared_text(report_text("云溪镇", 2020), Identity(township="云溪镇", county="青川县"))
    two = compared_text(swap_words(report_text("白石镇", 2023)), Identity(township="白石镇", county="青川县"))
    assert likeness(one, one) == 1
    assert likeness(one, two) > 0.7
    assert set(bands_of(one)) & set(bands_of(two))
    assert likeness(one, "全镇上下一心抓好产业发展和乡村建设" * 20) < 0.05
    assert bands_of("短") == ()


# --- who reads --------------------------------------------------------------------------


def test_other_processes_read_the_same(tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 10)
    put(folder / "empty.txt", "")
    with KnowledgeBase.open(tmp_path / "one") as one, KnowledgeBase.open(tmp_path / "many") as many:
        assert one.ingest(folder) == many.ingest(folder, jobs=2)
        assert [(r.name, r.identity, r.chunks) for r in one.documents()] == [
            (r.name, r.identity, r.chunks) for r in many.documents()
        ]
        assert_in_step(many)


DEADLY = """
import os, pickle, sys, time
while True:
    one = pickle.load(sys.stdin.buffer)
    if "deadly" in one.name:
        os._exit(9)
    if "slow" in one.name:
        time.sleep(600)
    pickle.dump(one.name, sys.stdout.buffer)
    sys.stdout.buffer.flush()
"""


def test_a_process_that_dies_or_hangs_fails_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(megabytes: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", DEADLY], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    monkeypatch.setattr("fazhi_rag.knowledge.readers._start", start)
    monkeypatch.setenv("FAZHI_READ_SECONDS", "15")
    with open_readers(2) as submit:
        names = ("a", "deadly", "b", "slow", "c")
        outcomes = [submit(Incoming(name, name, "0")) for name in names]
        found = [outcome() for outcome in outcomes]
    kept = [one.cause if isinstance(one, Failure) else one for one in found]
    assert kept == ["a", Cause.CRASHED, "b", Cause.LIMIT, "c"]


def test_stopping_ends_the_processes(tmp_path: Path) -> None:
    file = put(tmp_path / "a.txt", report_text("云溪镇", 2020))
    with open_readers(2) as submit:
        outcome = submit(Incoming(str(file), str(file), "0"))
        assert not isinstance(outcome(), Failure)
        pool = submit.__self__  # type: ignore[attr-defined]
        pids = [child._process.pid for child in pool._children if child._process]
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_jobs_must_make_sense(kb: KnowledgeBase) -> None:
    with pytest.raises(InputError, match="jobs"):
        kb.ingest([], jobs=0)


def test_unchanged_bytes_are_read_again_by_a_newer_reader(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_reports(tmp_path / "in", 2)
    kb.ingest(folder)
    for module in ("ingest", "rows"):
        monkeypatch.setattr(f"fazhi_rag.knowledge.{module}.READER_VERSION", 99)
    assert len(kb.ingest(folder).replaced) == 2
    assert len(kb.ingest(folder).unchanged) == 2
    assert_in_step(kb)

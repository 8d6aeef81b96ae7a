"""Facts sheets: CSV, YAML and mappings give the same facts; each bad row is named."""

from decimal import Decimal
from pathlib import Path

import pytest

from fazhi_rag.errors import FactsError, InputError
from fazhi_rag.writing import load_facts
from fazhi_rag.writing.drafting.facts import print_figure

HEADER = "指标,数值,单位,限定,截止,主题,备注\n"


def sheet(tmp_path: Path, body: str, *, encoding: str = "utf-8", name: str = "facts.csv") -> Path:
    path = tmp_path / name
    path.write_bytes((HEADER + body).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_reads_in_the_encodings_excel_writes(tmp_path: Path, encoding: str) -> None:
    (fact,) = load_facts(
        sheet(tmp_path, "成功调解纠纷,120,件,余,11月底,dispute_resolution,\n", encoding=encoding)
    )
    assert (fact.id, fact.indicator, fact.value, fact.figure) == (
        "f1",
        "成功调解纠纷",
        Decimal(120),
        "120余件",
    )
    assert fact.sentence == "截至11月底，成功调解纠纷120余件。"
    assert fact.place == "facts.csv 第2行"


def test_csv_yaml_and_mappings_agree(tmp_path: Path) -> None:
    row = {"指标": "普法讲座", "数值": "16", "单位": "场"}
    yaml_sheet = tmp_path / "facts.yaml"
    yaml_sheet.write_text("- {指标: 普法讲座, 数值: 16, 单位: 场}\n", encoding="utf-8")
    figures = {
        tuple((fact.indicator, fact.figure) for fact in load_facts(facts))
        for facts in ([row], yaml_sheet, sheet(tmp_path, "普法讲座,16,场,,,,\n"))
    }
    assert figures == {(("普法讲座", "16场"),)}


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "printed"),
    [
        ("20", "次", "余", "20余次"),
        ("800000", "元", "", "80万元"),
        ("12500", "元", "", "1.25万元"),
        ("12501", "元", "", "12501元"),
        ("10000", "份", "余", "1万余份"),
        ("10500", "份", "", "10500份"),
        ("99.4", "%", "", "99.4%"),
        ("10", "%", "以上", "10%以上"),
        ("80", "学时", "超", "超80学时"),
        ("0", "宗", "", "0宗"),
    ],
)
def test_a_figure_is_printed_in_the_house_form(value: str, unit: str, qualifier: str, printed: str) -> None:
    assert print_figure(Decimal(value), unit, qualifier) == printed


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("1.2万", "元", (Decimal(12000), "元")),
        ("1.2", "万元", (Decimal(12000), "元")),
        ("98.5%", "", (Decimal("98.5"), "%")),
        ("一百二十", "件", (Decimal(120), "件")),
        ("1,234", "件", (Decimal(1234), "件")),
        ("", "件", (None, "件")),
    ],
)
def test_values_are_read_as_people_type_them(
    value: str, unit: str, expected: tuple[Decimal | None, str]
) -> None:
    (fact,) = load_facts([{"指标": "甲", "数值": value, "单位": unit}])
    assert (fact.value, fact.unit) == expected


def test_an_unknown_figure_has_no_figure(tmp_path: Path) -> None:
    (fact,) = load_facts(sheet(tmp_path, "调解人员,,名,,,,尚未上报\n"))
    assert (fact.value, fact.figure) == (None, "")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("普法讲座,十来场吧,场,,,,\n", "第2行"),
        ("甲,1,件,,,,\n,5,件,,,,\n", "第3行"),
        ("甲,1,件,差不多,,,\n", "第2行"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, body: str, place: str) -> None:
    with pytest.raises(FactsError, match=place):
        load_facts(sheet(tmp_path, body))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("指标,单位\n甲,件\n", encoding="utf-8")
    with pytest.raises(FactsError, match="数值"):
        load_facts(path)


@pytest.mark.parametrize("content", ["指标: 甲\n", "- 甲\n", "- {指标: [\n"])
def test_yaml_of_another_shape_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "facts.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FactsError, match=r"facts\.yml"):
        load_facts(path)


def test_an_absent_sheet_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        load_facts(tmp_path / "none.csv")

"""prompts/, corpus/ and eval/ reach the wheel as well as the editable install."""

import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from tests.conftest import ROOT

DATA = {
    "fazhi_rag.prompts": "prompts",
    "fazhi_rag.corpus": "corpus",
    "fazhi_rag.eval": "eval",
}


def shipped(folder: str) -> set[str]:
    """The data files of a top-level folder, as the wheel names them."""
    kept = {".md", ".csv", ".json", ".jsonl"}
    found = (path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.suffix in kept)
    return {f"fazhi_rag/{folder}/{path.as_posix()}" for path in found}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    run = subprocess.run(build, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return next(out.glob("*.whl"))


@pytest.mark.parametrize("package", DATA)
def test_the_installed_package_finds_its_data(package: str) -> None:
    names = {entry.name for entry in files(package).iterdir()}
    assert {path.name for path in (ROOT / DATA[package]).iterdir() if path.suffix == ".md"} <= names


def test_the_wheel_holds_every_data_file(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder in DATA.values():
        assert shipped(folder) - held == set()
    assert {
        "fazhi_rag/py.typed",
        "fazhi_rag/numbers/data/measures.json",
        "fazhi_rag/reading/data/topics.json",
    } <= held


def test_the_wheel_runs_from_its_own_files(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, put first on the path, the wheel reads its own prompts and corpus."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = (
        "import fazhi_rag, sys\n"
        "from importlib.resources import files\n"
        "from fazhi_rag.writing.prompts import fill_prompt\n"
        "print(fazhi_rag.__file__)\n"
        "print(sum(1 for f in files('fazhi_rag.corpus').joinpath('reports').iterdir()))\n"
        "print(len(fill_prompt('ask', question='问', evidence='据')))\n"
    )
    # -S leaves out site-packages with its editable finder; the dependencies are put back by path.
    paths = [str(tmp_path), *(p for p in sys.path if "site-packages" in p)]
    run = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {paths!r}\n{script}"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    where, reports, _ = run.stdout.split()
    assert Path(where).is_relative_to(tmp_path)
    assert int(reports) == 5

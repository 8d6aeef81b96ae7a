"""Start-up loads nothing heavy, and the public names are what the contract says."""

import subprocess
import sys

import pytest

import fazhi_rag

HEAVY = (
    "chromadb",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "openai",
    "tantivy",
    "tiktoken",
    "numpy",
)


@pytest.mark.parametrize(
    "start",
    [
        "import fazhi_rag",
        "import fazhi_rag.cli",
        "from fazhi_rag.cli import app\ntry: app(['--help'])\nexcept SystemExit: pass",
    ],
    ids=["import", "cli", "help"],
)
def test_start_up_loads_no_heavy_package(start: str) -> None:
    script = (
        f"{start}\nimport sys; print(' '.join(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == ""


def test_asking_loads_neither_chroma_nor_a_model_client(own_corpus, tmp_path) -> None:
    script = f"""
import sys
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag import ask
with KnowledgeBase.open({str(tmp_path / "kb")!r}) as kb:
    pass
for module in [m for m in sys.modules if m.startswith('chromadb')]:
    del sys.modules[module]
with KnowledgeBase.open({str(tmp_path / "kb")!r}) as kb:
    ask('渠马镇有多少调解员？', kb=kb)
print(' '.join(m for m in ('chromadb', 'openai', 'langchain_openai') if m in sys.modules))
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_the_public_names_are_sorted_and_load() -> None:
    assert fazhi_rag.__all__ == sorted(fazhi_rag.__all__)
    assert dir(fazhi_rag) == fazhi_rag.__all__
    for name in fazhi_rag.__all__:
        assert getattr(fazhi_rag, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        fazhi_rag.no_such_name  # noqa: B018

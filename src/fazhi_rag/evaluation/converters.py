"""Public Chinese sets that a user holds, as rows and sources for `fazhi eval outputs`. No data is shipped.

Source: the layouts of UHGEval (IAAR-Shanghai/UHGEval), RGB (chen700564/RGB), CRUD-RAG
(IAAR-Shanghai/CRUD_RAG) and DomainRAG (ShootingWong/DomainRAG); what of them was read is told in
docs/evaluation.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fazhi_rag.errors import EvaluationError

Item = tuple[dict[str, Any], str]
"""A row of outputs.jsonl, and the text of its source."""
_UNSAFE = re.compile(r"[^\w.-]+")


def convert_set(layout: str, path: Path, out: Path) -> int:
    """Write `outputs.jsonl` and `sources/` below `out` and return how many rows were written.

    UHGEval and CRUD-RAG's hallucinations hold texts, which become the rows' texts; the others hold questions
    and answers, and their rows have an empty text for the answer of the system that is scored.

    Raises: EvaluationError naming file and item where the layout is another one.
    """
    folder = out / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    rows, used = list[str](), set[str]()
    for number, (row, source) in enumerate(_items(layout, path), start=1):
        name = _UNSAFE.sub("_", str(row["id"])).strip("._")[:80] or "item"
        name = name if name not in used else f"{name}-{number}"
        used.add(name)
        (folder / f"{name}.txt").write_text(source, encoding="utf-8")
        line = {**row, "id": name, "sources": [f"{name}.txt"]}
        rows.append(json.dumps(line, ensure_ascii=False))
    if not rows:
        raise EvaluationError(f"{path}: no item of the layout {layout!r} in it")
    (out / "outputs.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return len(rows)


def _items(layout: str, path: Path) -> Iterator[Item]:
    for number, item in enumerate(_read(path, layout), start=1):
        try:
            yield from _LAYOUTS[layout](item, number)
        except (KeyError, TypeError, AttributeError) as error:
            raise EvaluationError(f"{path}, item {number}: not the layout {layout!r}: {error!r}") from error


def _read(path: Path, layout: str) -> Iterator[Any]:
    """Yield the items of a JSON list, of JSON lines, or of CRUD-RAG's object of lists (with their task)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read: {error}") from error
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        yield from list(_lines(text, path))
        return
    if layout == "crud" and isinstance(whole, dict):
        yield from ({**item, "_task": task} for task, items in whole.items() for item in items)
    else:
        yield from whole if isinstance(whole, list) else [whole]


def _lines(text: str, path: Path) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise EvaluationError(f"{path}, line {number}: not JSON: {error.msg}") from error


def _uhgeval(item: Mapping[str, Any], number: int) -> Iterator[Item]:
    # newsRemainder begins with the real continuation.
    source = item["newsBeginning"] + (item.get("newsRemainder") or item["realContinuation"])
    row = {"id": item.get("id", number), "text": item["hallucinatedContinuation"]}
    yield row | {"question": item.get("headLine", "")}, source


def _rgb(item: Mapping[str, Any], number: int) -> Iterator[Item]:
    """The true and the irrelevant passages; those made false (positive_wrong) support nothing."""
    passages = [*_flat(item["positive"]), *_flat(item.get("negative", []))]
    answers = item["answer"] if isinstance(item["answer"], list) else [item["answer"]]
    yield _question(f"rgb-{item.get('id', number)}", item["query"], answers), "\n\n".join(passages)


def _crud(item: Mapping[str, Any], number: int) -> Iterator[Item]:
    name = f"{item.get('_task', 'crud')}-{item.get('ID', item.get('id', number))}"
    if "hallucinatedContinuation" in item:
        yield from (({**row, "id": name}, source) for row, source in _uhgeval(item, number))
    elif "questions" in item:
        passages = [item[key] for key in sorted(item) if re.fullmatch(r"news\d", key) and item[key]]
        if not passages:
            raise KeyError("news1")
        yield _question(name, item["questions"], [item["answers"]]), "\n\n".join(passages)
    elif "summary" in item:
        yield {"id": name, "text": item["summary"], "question": item.get("event", "")}, item["text"]
    else:
        yield (
            {"id": name, "text": item["continuing"], "question": item["beginning"]},
            (item["beginning"] + item["continuing"]),
        )


def _domainrag(item: Mapping[str, Any], number: int) -> Iterator[Item]:
    """One reference or several, their words parted by blanks; the answers are spellings of one."""
    given = item.get("positive_reference") or item["positive_references"]
    passages = [one["contents"].replace(" ", "") for one in (given if isinstance(given, list) else [given])]
    answers = item["answers"] if "answers" in item else item["answer"]
    spellings = [one if isinstance(one, str) else "，".join(one) for one in answers]
    asked = [f"{item['date']}年" if "date" in item else "", item["question"]]
    yield _question(f"domainrag-{item.get('id', number)}", "".join(asked), [spellings]), "\n\n".join(passages)


def _question(name: str, question: Any, answers: list[Any]) -> dict[str, Any]:
    """A row without a text; each answer is one fact to state, or the list of its spellings."""
    spelt = [[str(one) for one in _flat([answer]) if str(one).strip()] for answer in answers]
    return {"id": name, "text": "", "question": str(question), "gold_facts": [one for one in spelt if one]}


def _flat(value: Any) -> list[Any]:
    """The leaves of nested lists."""
    return [leaf for part in value for leaf in _flat(part)] if isinstance(value, list) else [value]


_LAYOUTS: dict[str, Callable[[Mapping[str, Any], int], Iterator[Item]]] = {
    "uhgeval": _uhgeval,
    "rgb": _rgb,
    "crud": _crud,
    "domainrag": _domainrag,
}

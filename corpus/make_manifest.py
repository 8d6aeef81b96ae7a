"""Write manifest.jsonl beside this file: identity, source and sha256 of each sample document."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import yaml

HERE = Path(__file__).parent


def manifest_lines() -> list[str]:
    """Return one JSON line a document, sorted by path."""
    return [
        json.dumps(_row(path), ensure_ascii=False, sort_keys=True) for path in sorted(HERE.glob("*/*.md"))
    ]


def _row(path: Path) -> dict[str, object]:
    front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    source = {
        "title": front.pop("original_title", front["title"]),
        "publisher": front.pop("original_publisher", front.get("issuer")),
    }
    identity = {
        key: str(value) if key.endswith(("date", "from", "to", "issued")) and value else value
        for key, value in front.items()
        if key not in ("note", "restated")
    }
    return {
        "path": path.relative_to(HERE).as_posix(),
        "sha256": sha256(path.read_bytes()).hexdigest(),
        "identity": identity,
        "source": source,
    }


if __name__ == "__main__":
    (HERE / "manifest.jsonl").write_text("\n".join(manifest_lines()) + "\n", encoding="utf-8")

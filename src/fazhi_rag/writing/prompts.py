"""Load the prompts of the top-level `prompts/` folder and fill their named placeholders."""

from __future__ import annotations

from importlib.resources import files
from string import Template

from fazhi_rag.errors import InputError


def fill_prompt(name: str, **values: str) -> str:
    """Return `prompts/<name>.md` with each `${placeholder}` replaced.

    Values are inserted as they are and never expanded again, so a document that holds `${…}` stays text.

    Raises:
        InputError: a placeholder without a value.

    """
    template = Template(files("fazhi_rag.prompts").joinpath(f"{name}.md").read_text(encoding="utf-8"))
    try:
        return template.substitute(values)
    except KeyError as missing:
        raise InputError(f"the prompt needs a value for {missing}", place=f"prompts/{name}.md") from None

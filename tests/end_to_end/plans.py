"""The plans of an example, from the compiler's own JSON target."""

import json
from functools import cache
from typing import Any

import places

Json = dict[str, Any]


@cache
def of(example: places.Example) -> dict[tuple[str, str], Json]:
    """Return every committed plan, by environment and pipeline."""
    return {
        (place.name, path.stem): json.loads(path.read_text())
        for place in example.environments
        for path in sorted((place / "json").glob("*.json"))
    }

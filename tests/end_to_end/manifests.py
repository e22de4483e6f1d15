"""Generated manifests as Python values."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import places
import yaml

Json = dict[str, Any]


def files(example: places.Example) -> list[Path]:
    """Return every generated YAML file of an example."""
    return sorted(example.generated.rglob("*.yaml"))


def documents(path: Path) -> list[Json]:
    """Return the documents of a file."""
    loaded = yaml.load_all(path.read_text(), Loader=yaml.CSafeLoader)
    return [document for document in loaded if document]


def objects(folder: Path, kind: str) -> Iterator[Json]:
    """Yield every object of a kind below a folder."""
    for path in sorted(folder.rglob("*.yaml")):
        for document in documents(path):
            if document.get("kind") == kind:
                yield document


def kustomizations(folder: Path) -> list[Path]:
    """Return every folder with a kustomization, sorted."""
    return sorted(path.parent for path in folder.rglob("kustomization.yaml"))

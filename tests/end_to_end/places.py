"""Where things lie: the repository, the tools, the examples and what they generated."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
DOCS = ROOT / "docs"
HARNESS = ROOT / "tests" / "airflow"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
TOOLS = ROOT / "target" / "tools"
CHECKS = TOOLS / "checks" / "bin"
AIRFLOW = TOOLS / "airflow" / "bin"

# Schemas that lie beside the repository where it is developed; not part of it.
SHARED = ROOT.parent / "shared"
CHECK_MANIFESTS = SHARED / "schemas" / "check_manifests.py"

# The Kubernetes versions that generated manifests are checked for.
KUBERNETES_VERSIONS = ("1.35", "1.37")


@dataclass(frozen=True)
class Example:
    """An example project."""

    folder: Path

    @property
    def name(self) -> str:
        """Return its name."""
        return self.folder.name

    @property
    def generated(self) -> Path:
        """Return the folder of its committed output."""
        return self.folder / "generated"

    @property
    def sources(self) -> list[Path]:
        """Return its source files, sorted."""
        return sorted(
            path
            for path in self.folder.rglob("*.pipe")
            if not path.is_relative_to(self.generated)
        )

    @property
    def environments(self) -> list[Path]:
        """Return the folders of its environments."""
        return sorted(
            path
            for path in self.generated.glob("*")
            if path.is_dir() and not path.name.startswith(".")
        )


def examples() -> list[Example]:
    """Return every example project, sorted by name."""
    marks = sorted(EXAMPLES.glob("*/pipewright.toml"))
    return [Example(mark.parent) for mark in marks]


def pipewright() -> Path:
    """Return the compiler under test: `$PIPEWRIGHT`, else the debug build."""
    return Path(os.environ.get("PIPEWRIGHT", TARGET / "debug" / "pipewright"))

"""Every connector of the standard library, in every variant, compiles."""

import re
from pathlib import Path

import compiler
import places

CONNECTORS = places.ROOT / "tests" / "connectors"
STDLIB = places.ROOT / "stdlib"


def test_all_uses_compile(tmp_path: Path) -> None:
    """There is nothing to complain about, in any environment."""
    project = compiler.copy_sources(places.Example(CONNECTORS), tmp_path / "project")
    assert compiler.findings(project) == []
    compiler.succeed("build", folder=project)
    assert compiler.run("fmt", "--check", folder=project).returncode == 0


def test_all_connectors_are_used() -> None:
    """A new connector needs a use in that project, with each of its parameters."""
    uses = "".join(path.read_text() for path in CONNECTORS.glob("*.pipe"))
    for path in STDLIB.glob("*.pipe"):
        found = re.finditer(
            r"^connector (\w+)\((.*?)^\) \{", path.read_text(), re.DOTALL | re.MULTILINE
        )
        for connector in found:
            name = f"{path.stem}.{connector[1]}"
            blocks = re.findall(
                rf"{re.escape(name)}[ (](?:\{{)?(.*?)\n\S*[}})]", uses, re.DOTALL
            )
            assert blocks, f"{name} is not used"
            if path.stem in {"slack", "email", "pagerduty", "webhook"}:
                continue
            for parameter in re.findall(r"^  (\w+):", connector[2], re.MULTILINE):
                written = any(
                    re.search(rf"\b{parameter} *=", block) for block in blocks
                )
                assert written, f"no use of {name} writes `{parameter}`"

"""What the documents show can be copied, and what they name exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import compiler
import places
import pytest

BLOCK = re.compile(r"^```pipe( fails)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, bool, str]]:
    """Yield place, whether it must fail, and text of each block on every page."""
    for page in sorted([*places.DOCS.rglob("*.md"), places.ROOT / "README.md"]):
        text = page.read_text()
        for match in BLOCK.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{page.name}:{line}", bool(match[1]), match[2]


BLOCKS = list(blocks())


@pytest.mark.parametrize(
    ("fails", "text"),
    [(fails, text) for _, fails, text in BLOCKS],
    ids=[place for place, _, _ in BLOCKS],
)
def test_blocks_compile(fails: bool, text: str, tmp_path: Path) -> None:  # noqa: FBT001
    """Each `pipe` block is a formatted project; each `pipe fails` has one error."""
    (tmp_path / "pipewright.toml").touch()
    (tmp_path / "main.pipe").write_text(text)
    found = [error["message"] for error in compiler.errors(tmp_path)]
    assert len(found) == (1 if fails else 0), found
    if not fails:
        compiler.succeed("fmt", "--check", folder=tmp_path)


def test_the_reference_has_examples() -> None:
    """The page on the language shows its constructs."""
    assert sum(place.startswith("language.md") for place, _, _ in BLOCKS) >= 6


def test_the_readme_names_commands_that_exist() -> None:
    """The commands of the README are the ones that continuous integration runs."""
    readme = (places.ROOT / "README.md").read_text()
    integration = (places.ROOT / ".ci" / "run").read_text()
    assert "cargo xtask test" in readme
    assert "cargo xtask test" in integration
    build = "cargo run --release -- build examples/customer-analytics"
    assert build in readme


def test_examples_are_listed() -> None:
    """The README names every example."""
    readme = (places.ROOT / "README.md").read_text()
    for example in places.examples():
        assert f"examples/{example.name}" in readme

"""Committed output is what the compiler writes, wherever and however it runs."""

from pathlib import Path

import compiler
import places
import pytest


def test_there_are_examples() -> None:
    """Every other test of this folder would pass on none."""
    assert len(places.examples()) >= 6
    assert "customer-analytics" in {example.name for example in places.examples()}


def test_output_is_committed_and_current(example: places.Example) -> None:
    """`build --check` finds no difference, and writes nothing."""
    before = compiler.tree(example.folder)
    compiler.succeed("build", "--check", folder=example.folder)
    assert compiler.tree(example.folder) == before


def test_sources_are_formatted(example: places.Example) -> None:
    """`fmt --check` has nothing to say."""
    compiler.succeed("fmt", "--check", folder=example.folder)


def test_a_difference_is_found(example: places.Example, tmp_path: Path) -> None:
    """`build --check` fails when a file is missing or differs, and mends neither."""
    project = compiler.copy_sources(example, tmp_path / "project")
    compiler.succeed("build", folder=project)
    compiler.succeed("build", "--check", folder=project)
    victim = next(path for path in sorted(project.rglob("*.yaml")))
    text = victim.read_text()
    victim.write_text(text + "# by hand\n")
    assert compiler.run("build", "--check", folder=project).returncode == 1
    assert victim.read_text() == text + "# by hand\n"
    victim.unlink()
    assert compiler.run("build", "--check", folder=project).returncode == 1
    assert not victim.exists()


@pytest.mark.parametrize(
    "environ",
    [
        {"RAYON_NUM_THREADS": "1", "LC_ALL": "C", "TZ": "UTC"},
        {"RAYON_NUM_THREADS": "8", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kolkata"},
        {"RAYON_NUM_THREADS": "3", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    ],
    ids=lambda environ: environ["LC_ALL"],
)
def test_same_bytes_anywhere(
    example: places.Example, environ: dict[str, str], tmp_path: Path
) -> None:
    """Path, thread count, locale, zone and home leave no trace in the output."""
    project = tmp_path / f"ä {environ['LC_ALL']}" / "deep" / "project"
    compiler.copy_sources(example, project)
    home = {"HOME": str(tmp_path), "USER": "somebody-else"}
    compiler.succeed("build", folder=project, environ={**environ, **home})
    assert compiler.tree(project / "generated") == compiler.tree(example.generated)

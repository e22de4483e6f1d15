"""Damaged projects cost a message: never a panic, a hang, or a changed file."""

from collections.abc import Iterator
from pathlib import Path

import compiler
import mutate
import places

# How many damages of each sort, over all files of an example. The crates test every
# prefix and every deletion without starting a process for each.
SAMPLES = 24


def damages(example: places.Example) -> Iterator[tuple[Path, bytes]]:
    """Yield a file of the project and its damaged text."""
    sources = example.sources
    count = max(2, SAMPLES // len(sources))
    for path in sources:
        text = path.read_bytes()
        for damaged in (
            *mutate.prefixes(text, count),
            *mutate.without_tokens(text, count),
            *mutate.with_noise(text, count, path.name),
        ):
            yield path.relative_to(example.folder), damaged


def written(folder: Path) -> dict[str, bytes]:
    """Return what builds wrote to a folder, without their notes about it."""
    files = compiler.tree(folder) if folder.is_dir() else {}
    return {path: text for path, text in files.items() if not path.startswith(".")}


def test_damage(example: places.Example, tmp_path: Path) -> None:
    """Every verb ends in order on every damaged file, and only reads it."""
    project = compiler.copy_sources(example, tmp_path / "project")
    out = tmp_path / "out"
    for number, (path, damaged) in enumerate(damages(example)):
        original = (project / path).read_bytes()
        (project / path).write_bytes(damaged)
        before = compiler.tree(project)
        compiler.run("check", folder=project)
        if number % 4 == 0:
            kept = written(out)
            built = compiler.run("build", "--out", out, folder=project)
            assert built.returncode == 0 or written(out) == kept, "a failed build wrote"
            compiler.run("fmt", "--check", folder=project)
        assert compiler.tree(project) == before
        (project / path).write_bytes(original)


def test_damaged_files_are_not_formatted(
    example: places.Example, tmp_path: Path
) -> None:
    """`fmt` leaves a file that does not parse as it is, and never loses its words."""
    project = compiler.copy_sources(example, tmp_path / "project")
    for number, (path, damaged) in enumerate(damages(example)):
        if number % 6:
            continue
        original = (project / path).read_bytes()
        (project / path).write_bytes(damaged)
        done = compiler.run("fmt", folder=project)
        after = (project / path).read_bytes()
        if done.returncode == 0:
            again = compiler.run("fmt", "--check", folder=project)
            assert again.returncode == 0, f"{path}: fmt is not idempotent"
        else:
            assert after == damaged, f"{path}: fmt changed a file it refused"
        (project / path).write_bytes(original)


def test_formatting_standard_input(example: places.Example) -> None:
    """`fmt -` answers in kind for every source file."""
    for path in example.sources:
        text = path.read_bytes()
        done = compiler.run("fmt", "-", folder=example.folder, given=text)
        assert done.returncode == 0, done.stderr
        assert done.stdout.encode() == text

"""The command line keeps its promises on a project of its own."""

from pathlib import Path

import compiler
import places
import pytest


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Return a project that `init` made."""
    compiler.succeed("init", "fresh", folder=tmp_path)
    return tmp_path / "fresh"


def test_a_new_project_builds_at_once(fresh: Path) -> None:
    """`init`, `check`, `fmt --check` and `build` succeed one after another."""
    compiler.succeed("check", folder=fresh)
    compiler.succeed("fmt", "--check", folder=fresh)
    compiler.succeed("build", folder=fresh)
    compiler.succeed("build", "--check", folder=fresh)
    assert list((fresh / "generated").rglob("*.yaml"))


def test_init_overwrites_nothing(fresh: Path) -> None:
    """A second `init` in the same place is refused."""
    before = compiler.tree(fresh)
    assert compiler.run("init", ".", folder=fresh).returncode != 0
    assert compiler.tree(fresh) == before


def test_what_is_not_ours_stays(fresh: Path) -> None:
    """Foreign files survive, edited ones are reported, stale ones go."""
    compiler.succeed("build", folder=fresh)
    out = fresh / "generated"
    (out / "notes.txt").write_text("mine")
    edited = min(out.rglob("*.yaml"))
    original = edited.read_text()
    edited.write_text(original + "# by hand\n")
    refused = compiler.run("build", folder=fresh)
    assert refused.returncode == 1
    assert edited.name in refused.stdout + refused.stderr
    assert edited.read_text() == original + "# by hand\n"
    edited.write_text(original)
    compiler.succeed("build", folder=fresh)
    assert (out / "notes.txt").read_text() == "mine"


def test_links_are_not_followed(fresh: Path, tmp_path: Path) -> None:
    """Output never lands behind a symbolic link."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (fresh / "generated").symlink_to(elsewhere)
    done = compiler.run("build", folder=fresh)
    assert done.returncode in (1, 3)
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions(shell: str, tmp_path: Path) -> None:
    """There is a script for each shell."""
    assert "pipewright" in compiler.succeed("completions", shell, folder=tmp_path)


def test_exit_codes(tmp_path: Path) -> None:
    """Misuse and missing files end with the documented codes."""
    assert compiler.run("check", "nowhere", folder=tmp_path).returncode == 3
    assert compiler.run("check", "--nonsense", folder=tmp_path).returncode == 2
    assert compiler.run("explain", "PW9999", folder=tmp_path).returncode == 2
    (tmp_path / "main.pipe").write_text("pipeline {\n")
    assert compiler.run("check", folder=tmp_path).returncode == 1


def test_help_documents_the_exit_codes(tmp_path: Path) -> None:
    """`--help` lists them."""
    assert "Exit codes:" in compiler.succeed("--help", folder=tmp_path)


def fenced(page: str, language: str) -> list[str]:
    """Return the blocks of a language on a page of the manual."""
    parts = (places.DOCS / page).read_text().split(f"```{language}\n")[1:]
    return [part.split("```\n")[0] for part in parts]


def test_environments_are_compared_as_the_manual_shows() -> None:
    """The first listing of the page is what the command prints."""
    example = places.EXAMPLES / "gdpr-two-environments"
    printed = compiler.succeed("diff-env", "dev", "prod", folder=example)
    assert printed == fenced("environments.md", "text")[0]


def test_settings_of_the_manual_are_taken(tmp_path: Path) -> None:
    """The page on practice shows settings and a waiver that hold together."""
    (project,) = fenced("practice.md", "pipe")
    levels, baseline = fenced("practice.md", "toml")
    (tmp_path / "main.pipe").write_text(project)
    (tmp_path / "pipewright.toml").write_text(levels)
    assert compiler.findings(tmp_path) == []
    (tmp_path / "main.pipe").write_text(project.replace("  allow PW0513", "  // "))
    assert [one["code"] for one in compiler.errors(tmp_path)] == ["PW0513"]
    compiler.succeed("check", "--write-baseline", "known.json", folder=tmp_path)
    (tmp_path / "pipewright.toml").write_text(levels + baseline)
    assert compiler.findings(tmp_path) == []

"""Neovim, with the files of `editors/neovim` and nothing else."""

import shutil
from pathlib import Path

import pytest
import sessions

# Both routes: the one of 0.11 and later, and the one of the 0.7 that Debian has.
NEOVIMS = {
    "wheel": sessions.ROOT / "target" / "tools" / "editors" / "bin" / "nvim",
    "system": Path(shutil.which("nvim") or "nvim"),
}


@pytest.fixture(params=sorted(NEOVIMS))
def neovim(request: pytest.FixtureRequest) -> list[str | Path]:
    """Return the command of a Neovim that knows only our files."""
    program = NEOVIMS[request.param]
    if not shutil.which(program):
        pytest.skip(f"no Neovim at {program}")
    plugin = f"set rtp^={sessions.ROOT / 'editors' / 'neovim'}"
    return [program, "--headless", "-u", "NONE", "-n", "--cmd", plugin]


def test_the_server(neovim: list[str | Path], mistaken: Path, program: Path) -> None:
    """A finding, a hover, completions and a rename reach the buffer."""
    script = sessions.HERE / "neovim.lua"
    seen = sessions.run([*neovim, "-c", f"luafile {script}"], mistaken, program)
    sessions.expect(seen)
    assert seen["diagnostics"][0]["code"] == "PW0601"
    assert seen["filetype"] == "pipewright"
    assert seen["commentstring"] == "// %s"
    assert seen["highlighted"] == "pipewrightClause"
    standard = seen["standard"]
    assert standard["name"] == "pipewright-std:///std/s3.pipe"
    assert standard["line"].startswith("connector parquet(")
    assert standard["filetype"] == "pipewright"
    assert not standard["writable"]


def test_indentation(neovim: list[str | Path], tmp_path: Path) -> None:
    """Indenting what is formatted changes nothing."""
    script = sessions.HERE / "neovim_indent.lua"
    for file in sessions.formatted():
        after = sessions.indented([*neovim, "-c", f"luafile {script}"], file, tmp_path)
        assert after == file.read_text(), file


def test_the_compiler(neovim: list[str | Path], mistaken: Path, program: Path) -> None:
    """`:make` fills the quickfix list."""
    script = sessions.HERE / "neovim_make.lua"
    seen = sessions.run([*neovim, "-c", f"luafile {script}"], mistaken, program)
    [found] = seen["quickfix"]
    assert found["type"] == "e"
    assert found["col"] == 15
    assert "PW0601" in found["text"]

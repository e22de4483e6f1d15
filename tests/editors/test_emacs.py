"""Emacs, with eglot and the files of `editors/emacs`."""

import shutil
import subprocess
from pathlib import Path

import pytest
import sessions

MODE = sessions.ROOT / "editors" / "emacs"


def packages() -> list[str]:
    """Return what makes the packages of Debian known; `-Q` forgets them."""
    known = '(add-to-list \'package-directory-list "/usr/share/emacs/site-lisp/elpa")'
    return ["-l", "package", "--eval", known, "-f", "package-activate-all"]


@pytest.fixture(scope="module")
def emacs() -> list[str | Path]:
    """Return the command of an Emacs with eglot, of its own or as a package."""
    program = shutil.which("emacs")
    if not program:
        pytest.skip("no Emacs: apt-get install emacs-nox elpa-eglot")
    start = [program, "-Q", "--batch", *packages()]
    has_eglot = [*start, "--eval", "(require 'eglot)"]
    if subprocess.run(has_eglot, capture_output=True, check=False).returncode:
        pytest.skip("this Emacs has no eglot: apt-get install elpa-eglot")
    return [*start, "-L", MODE]


def test_the_server(emacs: list[str | Path], mistaken: Path, program: Path) -> None:
    """A finding, a hover, completions and a rename reach the buffer."""
    script = sessions.HERE / "emacs.el"
    seen = sessions.run([*emacs, "-l", script], mistaken, program)
    sessions.expect(seen)
    assert seen["mode"] == "pipewright-mode"
    assert seen["highlighted"] == "font-lock-keyword-face"


def test_indentation(emacs: list[str | Path], tmp_path: Path) -> None:
    """Indenting what is formatted changes nothing."""
    script = sessions.HERE / "emacs_indent.el"
    for file in sessions.formatted():
        after = sessions.indented([*emacs, "-l", script], file, tmp_path)
        assert after == file.read_text(), file


def test_the_mode_compiles(emacs: list[str | Path], tmp_path: Path) -> None:
    """The byte compiler finds nothing to complain about."""
    for file in MODE.glob("*.el"):
        shutil.copy(file, tmp_path)
    strict = "(setq byte-compile-error-on-warn t)"
    command = [emacs[0], "-Q", "--batch", "-L", tmp_path, "--eval", strict]
    done = subprocess.run(
        [*command, "-f", "batch-byte-compile", *tmp_path.glob("*.el")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

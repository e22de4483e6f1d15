"""Running the compiler, and reading what it says."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import places

# No call here may take longer, whatever its input.
SECONDS = 30

# By these one build waits for another, and Git overlooks it.
PRIVATE = ((".pipewright", "lock"), (".pipewright", ".gitignore"))

# Success, findings, misuse, and trouble with files: what the documentation lists.
DOCUMENTED_EXITS = (0, 1, 2, 3)


def run(
    *arguments: str | Path,
    folder: Path,
    given: bytes | None = None,
    environ: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run one command in a folder; it may neither hang nor panic."""
    done = subprocess.run(
        [places.pipewright(), *arguments],
        cwd=folder,
        input=given if given is not None else b"",
        capture_output=True,
        check=False,
        timeout=SECONDS,
        env={**os.environ, "NO_COLOR": "1", **(environ or {})},
    )
    result = subprocess.CompletedProcess(
        done.args,
        done.returncode,
        done.stdout.decode(errors="replace"),
        done.stderr.decode(errors="replace"),
    )
    words = " ".join(map(str, arguments))
    assert "panicked" not in result.stderr, f"`{words}` panicked:\n{result.stderr}"
    assert result.returncode in DOCUMENTED_EXITS, (
        f"`{words}` ended with {result.returncode}:\n{result.stderr}"
    )
    return result


def succeed(*arguments: str | Path, folder: Path, **more: Any) -> str:
    """Run a command that must succeed, and return what it printed."""
    done = run(*arguments, folder=folder, **more)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def findings(folder: Path) -> list[dict[str, Any]]:
    """Return what `check` finds in a project, in its JSON form."""
    done = run("check", "--format", "json", folder=folder)
    document = json.loads(done.stdout)
    return document["diagnostics"] if isinstance(document, dict) else document


def errors(folder: Path) -> list[dict[str, Any]]:
    """Return the errors among the findings."""
    return [found for found in findings(folder) if found["severity"] == "error"]


def copy_sources(example: places.Example, folder: Path) -> Path:
    """Copy a project without its output; return the new folder."""
    shutil.copytree(
        example.folder, folder, ignore=shutil.ignore_patterns("generated", ".*")
    )
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but those a build keeps out of Git."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parts[-2:] not in PRIVATE
    }

"""What the tests with real editors share: the server, and a project with a mistake."""

import os
import shutil
from pathlib import Path

import pytest
import sessions

PROGRAM = Path(os.environ.get("PIPEWRIGHT", sessions.TARGET / "debug" / "pipewright"))


def pytest_sessionstart() -> None:
    """Refuse to start without the server: nothing would be tested."""
    if not PROGRAM.is_file():
        pytest.exit(f"{PROGRAM} is missing: `cargo xtask editors` builds it", 4)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested."""
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        terminalreporter.write_line(
            f"NOT TESTED HERE: {report.nodeid}: {reason}", yellow=True, bold=True
        )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return the server under its own name, in a folder of its own for PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    link = folder / "pipewright"
    link.symlink_to(PROGRAM.resolve())
    return link


@pytest.fixture
def mistaken(tmp_path: Path) -> Path:
    """Return an example in which one bucket was moved abroad."""
    project = tmp_path / "project"
    example = sessions.ROOT / "examples" / "customer-analytics"
    shutil.copytree(example, project, ignore=shutil.ignore_patterns("generated"))
    main = project / "main.pipe"
    text = main.read_text()
    assert "region    = eu-west-1" in text
    main.write_text(text.replace("region    = eu-west-1", "region    = us-east-1"))
    return main

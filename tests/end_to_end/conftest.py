"""What the tests share: installed tools, and skips that nobody can overlook."""

import subprocess
import sys
from pathlib import Path

import places
import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes an `example` once for each example project."""
    if "example" in metafunc.fixturenames:
        known = places.examples()
        metafunc.parametrize("example", known, ids=[example.name for example in known])


def pytest_sessionstart() -> None:
    """Refuse to start without the compiler: nothing would be tested."""
    if not places.pipewright().is_file():
        pytest.exit(
            f"{places.pipewright()} is missing: `cargo xtask test` builds it",
            returncode=4,
        )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested."""
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        terminalreporter.write_line(
            f"NOT TESTED HERE: {report.nodeid}: {reason}", yellow=True, bold=True
        )


@pytest.fixture(scope="session")
def kubectl() -> str:
    """Return the path of a kubectl."""
    script = places.ROOT / "tests" / "tools" / "kubectl.py"
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(done.stderr.strip())
    return done.stdout.strip()


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the whole session."""
    return tmp_path_factory.mktemp("end-to-end")

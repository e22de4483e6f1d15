"""Sessions of real editors: what they are told to look at, and what they saw."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))

# An editor that has said nothing by then hangs.
PATIENCE = 120


@dataclass(frozen=True)
class Seen:
    """What an editor saw in the file, and where the file lies."""

    file: Path
    report: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return one thing that was seen."""
        assert name in self.report, self.report
        return self.report[name]


def run(command: list[str | Path], file: Path, program: Path) -> Seen:
    """Let an editor open a file, and read its report."""
    report = file.parent.parent / "report.json"
    environment = {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(report.parent / "home"),
        "FILE": str(file),
        "PROGRAM": str(program),
        "REPORT": str(report),
        "HOVER": "country_revenue: CountryRevenue",
        "COMPLETE": "  guarantee exactly_once",
        "RENAME": "by_country: CountryRevenue",
        "DEFINITION": "s3.parquet",
    }
    done = subprocess.run(
        command,
        env=environment,
        cwd=file.parent,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert report.is_file(), done.stdout + done.stderr
    seen = json.loads(report.read_text())
    assert "problem" not in seen, seen
    return Seen(file, seen)


def expect(seen: Seen) -> None:
    """Check what every editor must have seen in the mistaken example."""
    assert len(seen["diagnostics"]) == 1, seen["diagnostics"]
    finding = seen["diagnostics"][0]
    lines = seen.file.read_text().splitlines()
    assert "us-east-1" in lines[finding["line"]]
    said = finding.get("message", "") + finding.get("text", "")
    assert "must stay in `eu`" in said

    assert Path(seen["root"]) == seen.file.parent
    assert "country_revenue" in seen["hover"]
    assert {"backfill", "step", "write"} <= set(seen["completions"])

    renamed = seen["renamed"]
    assert "step renamed: CountryRevenue" in renamed
    assert "check renamed {" in renamed
    assert "write renamed to country_revenue" in renamed
    assert "by_country:" not in renamed


def indented(command: list[str | Path], file: Path, folder: Path) -> str:
    """Let an editor indent a copy of a file anew; return what became of it."""
    copy = folder / file.name
    copy.write_text(file.read_text())
    environment = {**os.environ, "FILE": str(copy), "HOME": str(folder)}
    subprocess.run(
        command, env=environment, capture_output=True, timeout=PATIENCE, check=True
    )
    return copy.read_text()


def formatted() -> list[Path]:
    """Return the files whose layout is the formatter's."""
    found = [*ROOT.glob("examples/*/*.pipe"), *ROOT.glob("stdlib/*.pipe")]
    return sorted(found)

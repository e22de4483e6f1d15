"""Running the harness of `tests/airflow` over the DAGs of every example."""

import json
import re
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import places

Json = dict[str, Any]
Result = TypeVar("Result")

# An Airflow is busy with itself most of the time: one for each core of a small machine.
SIDE_BY_SIDE = 2

ASSET = re.compile(r'= Asset\(\s*"([^"]+)"')


def dag_files() -> list[tuple[str, str, Path]]:
    """Return every generated DAG file with its example and environment."""
    return [
        (example.name, place.name, path)
        for example in places.examples()
        for place in example.environments
        for path in sorted((place / "airflow" / "dags").glob("*.py"))
    ]


@dataclass
class Batch:
    """DAG files that one Airflow can have side by side."""

    folder: Path
    size: int = 0
    owners: dict[str, tuple[str, str]] = field(default_factory=dict)

    def takes(self, names: set[str], owner: tuple[str, str]) -> bool:
        """Tell whether nobody else owns one of these names."""
        return all(self.owners.get(name, owner) == owner for name in names)


@cache
def batches() -> list[Path]:
    """Lay all DAG files out in as few folders as let no two projects meet.

    One Airflow has one DAG of an id and one asset of a name; examples share both, and
    so do the environments of one example. The path inside a folder is
    `EXAMPLE/ENVIRONMENT/FILE`. There are as many folders as Airflows run side by side,
    or more, each with about as much in it.
    """
    root = Path(tempfile.mkdtemp(prefix="pipewright-dags-"))
    found = [Batch(root / str(number)) for number in range(SIDE_BY_SIDE)]
    for example, environment, path in dag_files():
        owner = (example, environment)
        text = path.read_text()
        names = {path.name, *ASSET.findall(text)}
        free = [batch for batch in found if batch.takes(names, owner)]
        if not free:
            free = [Batch(root / str(len(found)))]
            found += free
        batch = min(free, key=lambda batch: batch.size)
        batch.size += len(text)
        batch.owners.update(dict.fromkeys(names, owner))
        copy = batch.folder / example / environment / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text)
    return [batch.folder for batch in found]


def owners(batch: Path) -> dict[str, tuple[str, str]]:
    """Return which example and environment each DAG of a batch belongs to."""
    return {path.stem: (path.parts[-3], path.parts[-2]) for path in batch.rglob("*.py")}


def harness(script: str, *arguments: str | Path) -> str:
    """Run a script of the harness inside real Airflow; return what it prints."""
    done = subprocess.run(
        [places.AIRFLOW / "python", places.HARNESS / script, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}: {done.stdout[-4000:]}{done.stderr[-8000:]}"
    return done.stdout


def of_each_batch(work: Callable[[Path], Result]) -> list[Result]:
    """Do some work with every batch, side by side; return what comes of each."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(work, batches()))


def told(script: str) -> list[tuple[Path, str]]:
    """Run a script of the harness over each batch; return what it prints of each."""
    return of_each_batch(lambda batch: (batch, harness(script, batch)))


def run_all(rules: list[Json]) -> dict[tuple[str, str, str], Json]:
    """Run every DAG; return by example, environment and DAG how it ended.

    Each result has `state`, `tasks`, and `runs`: the containers that started.
    """
    results: dict[tuple[str, str, str], Json] = {}
    for part in of_each_batch(lambda batch: run_batch(batch, rules)):
        results.update(part)
    return results


def run_batch(batch: Path, rules: list[Json]) -> dict[tuple[str, str, str], Json]:
    """Run the DAGs of one folder, as `run_all` does."""
    record = Path(tempfile.mkdtemp(prefix="pipewright-runs-"))
    fate = record / "rules.json"
    fate.write_text(json.dumps(rules))
    printed = harness("run_dags.py", batch, "--rules", fate, "--record", record)
    lines = record / "runs.jsonl"
    runs = [json.loads(line) for line in lines.read_text().splitlines()]
    return {
        (*owners(batch)[dag], dag): {
            **result,
            "runs": [run for run in runs if run["dag"] == dag],
        }
        for dag, result in json.loads(printed).items()
    }

"""Running the harness of `tests/airflow` over the DAGs of every example."""

import json
import re
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import places

Json = dict[str, Any]

ASSET = re.compile(r'= Asset\(\s*"([^"]+)"')


def dag_files() -> list[tuple[str, str, Path]]:
    """Return every generated DAG file with its example and environment."""
    return [
        (example.name, place.name, path)
        for example in places.examples()
        for place in example.environments
        for path in sorted((place / "airflow" / "dags").glob("*.py"))
    ]


@cache
def batches() -> list[Path]:
    """Lay all DAG files out in as few folders as let no two projects meet.

    One Airflow has one DAG of an id and one asset of a name; examples share both, and
    so do the environments of one example. The path inside a folder is
    `EXAMPLE/ENVIRONMENT/FILE`.
    """
    root = Path(tempfile.mkdtemp(prefix="pipewright-dags-"))
    taken: list[dict[str, tuple[str, str]]] = []
    for example, environment, path in dag_files():
        owner = (example, environment)
        names = {path.name, *ASSET.findall(path.read_text())}
        number = next(
            (
                at
                for at, owners in enumerate(taken)
                if all(owners.get(name, owner) == owner for name in names)
            ),
            len(taken),
        )
        if number == len(taken):
            taken.append({})
        taken[number].update(dict.fromkeys(names, owner))
        copy = root / str(number) / example / environment / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return [root / str(number) for number in range(len(taken))]


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


def run_all(rules: list[Json]) -> dict[tuple[str, str, str], Json]:
    """Run every DAG; return by example, environment and DAG how it ended.

    Each result has `state`, `tasks`, and `runs`: the containers that started.
    """
    results: dict[tuple[str, str, str], Json] = {}
    for batch in batches():
        record = Path(tempfile.mkdtemp(prefix="pipewright-runs-"))
        fate = record / "rules.json"
        fate.write_text(json.dumps(rules))
        printed = harness("run_dags.py", batch, "--rules", fate, "--record", record)
        lines = record / "runs.jsonl"
        runs = [json.loads(line) for line in lines.read_text().splitlines()]
        for dag, result in json.loads(printed).items():
            result["runs"] = [run for run in runs if run["dag"] == dag]
            results[(*owners(batch)[dag], dag)] = result
    return results

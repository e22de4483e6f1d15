"""The SQL that rides in ConfigMaps does, in real DuckDB, what the source says."""

import re
from collections.abc import Iterator
from pathlib import Path

import manifests
import places
import plans
import rows

# Where a pod's containers meet, as the statements spell it.
SCRATCH = "/pipewright/scratch"

READ = re.compile(r"read_(?:parquet|csv|json)\('((?:[^']|'')+)'")
COPY = re.compile(r"^\) TO '((?:[^']|'')+)'", re.MULTILINE)


def statements(
    example: places.Example, kind: str
) -> Iterator[tuple[plans.Json, plans.Json, str]]:
    """Yield plan, task and SQL of every task of a kind, as the ConfigMaps carry it."""
    for (environment, _), plan in plans.of(example).items():
        place = example.generated / environment
        carried: dict[str, str] = {}
        for one in manifests.objects(place, "ConfigMap"):
            if one["metadata"]["name"].startswith(plan["pipeline"]["slug"]):
                carried |= one.get("data") or {}
        for task in plan["pipeline"]["tasks"]:
            if task["kind"]["kind"] != kind:
                continue
            for container in task["containers"]:
                if "sql" in container:
                    file = container["sql"]
                    text = carried.get(file["name"], file["text"])
                    assert text == file["text"], f"{file['name']} differs from the plan"
                    yield plan, task, text


def schema_of(plan: plans.Json, subject: str) -> list[plans.Json]:
    """Return the columns of a step's output or of a dataset."""
    for task in plan["pipeline"]["tasks"]:
        for output in task["outputs"]:
            if output["name"] == subject and output.get("schema"):
                return output["schema"]["columns"]
    (dataset,) = (one for one in plan["datasets"] if one["name"] == subject)
    return dataset["schema"]["columns"]


def placed(text: str, folder: Path) -> str:
    """Let statements read and write below a folder of the test."""
    assert SCRATCH in text
    return text.replace(SCRATCH, str(folder))


def input_file(text: str) -> Path:
    """Return a file that the statements will read."""
    (pattern,) = READ.findall(text)
    return Path(pattern.replace("**/*", "part/rows"))


def test_checks(example: places.Example, tmp_path: Path) -> None:
    """Each check passes good rows; each condition, broken alone, fails it or warns."""
    for number, (plan, task, text) in enumerate(statements(example, "check")):
        columns = schema_of(plan, task["kind"]["subject"])
        conditions = task["kind"]["conditions"]
        script = placed(text, tmp_path / str(number))
        table = rows.good_rows(columns, conditions)
        rows.write(input_file(script), columns, table, text=False)
        done = rows.duckdb(script)
        assert done.returncode == 0, f"{task['name']}: {done.stdout}{done.stderr}"
        for condition in conditions:
            for bad in rows.bad_tables(table, condition):
                rows.write(input_file(script), columns, bad, text=False)
                done = rows.duckdb(script)
                said = (
                    f"{task['name']}: {condition['text']}\n{done.stdout}{done.stderr}"
                )
                assert (done.returncode == 0) == condition["warn"], said
                if not condition["warn"]:
                    assert condition["text"] in done.stderr, said


def described(script: str, path: Path) -> list[tuple[str, str]]:
    """Return names and types of the columns that a script left at a path."""
    assert path.exists(), script
    pattern = f"{path}/**/*.parquet" if path.is_dir() else str(path)
    done = rows.duckdb(
        ".mode list\n.headers off\n.separator |\n"
        "SELECT column_name, column_type FROM "
        f"(DESCRIBE SELECT * FROM read_parquet('{pattern}'));\n"
    )
    assert done.returncode == 0, done.stderr
    return [tuple(line.split("|", 1)) for line in done.stdout.splitlines()]


def test_reads_conform(example: places.Example, tmp_path: Path) -> None:
    """Whatever a mover delivers becomes the declared columns, or is refused."""
    for number, (plan, task, text) in enumerate(statements(example, "read")):
        columns = schema_of(plan, task["kind"]["dataset"])
        script = placed(text, tmp_path / str(number))
        table = rows.good_rows(columns, [])
        nested = any(
            isinstance(c["type"], dict) and "decimal" not in c["type"] for c in columns
        )
        # Movers keep neither the order of columns nor, often, their types.
        shuffled = list(reversed(columns))
        binary = any(column["type"] == "bytes" for column in columns)
        rows.write(input_file(script), shuffled, table, text=not (nested or binary))
        (target,) = COPY.findall(script)
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        done = rows.duckdb(script)
        assert done.returncode == 0, f"{task['name']}: {done.stderr}"
        found = described(script, Path(target))
        wanted = [(c["name"], rows.type_name(c["type"])) for c in columns]
        assert [name for name, _ in found] == [name for name, _ in wanted]
        assert [kind.replace(" ", "") for _, kind in found] == [
            kind.replace(" ", "") for _, kind in wanted
        ]
        for column in columns:
            holed = [{**table[0], column["name"]: "NULL"}, *table[1:]]
            rows.write(input_file(script), shuffled, holed, text=not (nested or binary))
            again = rows.duckdb(script)
            said = f"{task['name']}: {column['name']} is null\n{again.stderr}"
            assert (again.returncode == 0) == column["optional"], said


def test_writes_conform(example: places.Example, tmp_path: Path) -> None:
    """What a step leaves becomes the sink's columns, in the sink's order."""
    for number, (plan, task, text) in enumerate(statements(example, "write")):
        given = schema_of(plan, task["kind"]["subject"])
        (sink,) = (d for d in plan["datasets"] if d["name"] == task["kind"]["dataset"])
        script = placed(text, tmp_path / str(number))
        table = rows.good_rows(given, [])
        rows.write(input_file(script), given, table, text=False)
        (target,) = COPY.findall(script)
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        done = rows.duckdb(script)
        assert done.returncode == 0, f"{task['name']}: {done.stderr}"
        names = [column["name"] for column in sink["schema"]["columns"]]
        if "FORMAT parquet" in script:
            assert [name for name, _ in described(script, Path(target))] == names
        elif "FORMAT csv" in script:
            assert Path(target).read_text().splitlines()[0].split(",") == names

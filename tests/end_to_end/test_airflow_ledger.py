"""What the ledger says Airflow enforces something by stands in the file it names.

A row's `by` leads there: `load retries` is an argument of the task `load`, `DAG
schedule=[Asset]` one of the DAG, `data[check_load.sql]` a key of a document.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import places
import plans
import pytest
import yaml

Json = plans.Json

# `params[email]`, `schedule=None`, `pool=carrier-api`, `trigger_rule`.
FIELD = re.compile(r"(?P<name>[\w.]+)(?:\[(?P<key>[^\]]*)\])?(?:=(?P<value>.+))?")


@cache
def statements(file: Path) -> dict[str, str]:
    """Return the statement that makes each task of a DAG file, by the task's id."""
    found = {}
    for statement in ast.walk(ast.parse(file.read_text())):
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.FunctionDef):
            for call in ast.walk(statement):
                if isinstance(call, ast.keyword) and call.arg == "task_id":
                    found[ast.literal_eval(call.value)] = ast.unparse(statement)
    return found


@cache
def dag(file: Path) -> dict[str, str]:
    """Return the arguments of a file's DAG, and those of its tasks in common."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "DAG":
            own = {one.arg: ast.unparse(one.value) for one in node.keywords}
            common = ast.parse(own["default_args"], mode="eval").body
            assert isinstance(common, ast.Dict)
            pairs = zip(common.keys, common.values, strict=True)
            own.update(
                {
                    f"default_args {ast.literal_eval(k)}": ast.unparse(v)
                    for k, v in pairs
                }
            )
            return own
    raise AssertionError(file)


def words(text: str) -> list[str]:
    """Return the names in a text."""
    return re.findall(r"[\w-]+", text)


def missing_in_dag(file: Path, said: str, prefix: str = "") -> Iterator[str]:
    """Yield what a row says of a DAG, or of all its tasks, that is not there."""
    arguments = dag(file)
    if said.startswith(("callback ", "deadline ")):
        where, notifier = said.split()
        told = [text for name, text in arguments.items() if where in name]
        if not any(notifier in text for text in told):
            yield said
        return
    for part in re.split(r", (?![^(]*\))", said):
        whole = re.match(r"(DAG|default_args) (.+)", part)
        own, field = (whole[1], whole[2]) if whole else (prefix, part)
        found = FIELD.match(field)
        assert found, said
        name = (
            f"default_args {found['name']}" if own == "default_args" else found["name"]
        )
        is_keyed = found["key"] is not None
        if name not in arguments or (
            is_keyed and repr(found["key"]) not in arguments[name]
        ):
            yield part
        elif not all(one in arguments[name] for one in words(found["value"] or "")):
            # An asset stands there by the name of its variable.
            rest = [one for one in words(found["value"]) if one not in arguments[name]]
            if rest != ["Asset"]:
                yield part


def missing_in_task(file: Path, task: str, said: str) -> Iterator[str]:
    """Yield what a row says of a task that is not there."""
    text = statements(file).get(task)
    if text is None:
        yield task
        return
    body = file.read_text()
    for field in filter(None, said.replace("callback", "on_failure_callback").split()):
        name, _, value = field.strip(",").partition("=")
        stands = re.search(rf"\b{re.escape(name)}\b", text)
        if name == "as_teardown":
            stands = re.search(rf"\b{task}_?\.as_teardown\(", body) or stands
        if name == "volumes":
            stands = stands or re.search(r"\bvolumes=", body)
        if not stands or value not in text:
            yield field


def missing_in_document(file: Path, said: str) -> Iterator[str]:
    """Yield what a row says of a Kubernetes object or of pools that is not there."""
    if file.suffix == ".json":
        found: Json = json.loads(file.read_text())
    else:
        found = next(iter(yaml.safe_load_all(file.read_text())))
    *named, path = said.split()
    if named and named != [found["kind"], found["metadata"]["name"]]:
        yield said
    keyed = FIELD.fullmatch(path)
    steps = (
        [path] if keyed is None or file.suffix == ".json" else keyed["name"].split(".")
    )
    if keyed and keyed["key"]:
        steps.append(keyed["key"])
    for step in steps:
        if step not in found:
            yield f"{said}: no {step}"
            return
        found = found[step]


def missing(file: Path, said: str) -> list[str]:
    """Return what a row says that is not in its file."""
    if file.suffix != ".py":
        return list(missing_in_document(file, said))
    first, _, rest = said.partition(" ")
    if first in {"DAG", "default_args"}:
        prefix = "" if first == "DAG" else first
        return list(missing_in_dag(file, rest, prefix))
    text = file.read_text()
    match first:
        case "POD":
            return [one for one in rest.split(".")[1:] if f"{one}=" not in text]
        case "edges":
            return [] if " >> " in text else [said]
        case "env":
            path, _, secret = rest.partition("[name=")
            gone = [one for one in path.split(".") if f"{one}=" not in text]
            name = secret.removesuffix("]")
            return gone if f'name="{name}"' in text else [*gone, name]
    return list(missing_in_task(file, first, rest))


def rows(example: places.Example) -> Iterator[tuple[Path, str]]:
    """Yield file and mechanism of whatever Airflow enforces in a project."""
    for (environment, _), plan in plans.of(example).items():
        for row in plan["ledger"]["rows"]:
            if row.get("target") == "airflow" and row["status"] == "enforced":
                yield example.generated / environment / row["file"], row["by"]


def test_every_mechanism_is_there(example: places.Example) -> None:
    """Each row of the ledger leads to something in a generated file."""
    found = [
        (str(file), by, gap) for file, by in rows(example) for gap in missing(file, by)
    ]
    assert not found


@pytest.mark.parametrize(
    "said",
    [
        "DAG dagrun_limit",
        "DAG callback SmtpNotifier",
        "DAG schedule=CronDataIntervalTimetable, catchup",
        "DAG params[country]",
        "default_args owner, labels[acme.com/owner]",
        "by_nobody container_resources",
        "by_country pool=warehouse",
        "by_country expand_kwargs",
    ],
)
def test_what_is_not_there_is_missed(said: str) -> None:
    """The twin: a row that leads nowhere is found out."""
    example = places.Example(places.EXAMPLES / "customer-analytics")
    file = example.generated / "prod/airflow/dags/customer_analytics.py"
    assert missing(file, said)

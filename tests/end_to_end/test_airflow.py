"""Generated DAGs import and run in Airflow 3, and a failing check stops them."""

import json
import subprocess
from pathlib import Path

import dags
import places
import plans
import pods
import pytest

DAGS = dags.dag_files()


def ruff(*arguments: str | Path) -> None:
    """Run ruff, apart from any configuration; it must be content."""
    done = subprocess.run(
        [places.CHECKS / "ruff", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("rules", [(), ("--select", "AIR", "--preview")], ids=str)
def test_ruff_check(rules: tuple[str, ...]) -> None:
    """`ruff check` has nothing to say, and neither have its rules about Airflow."""
    ruff("check", "--isolated", "--no-cache", *rules, *dags.batches())


def test_ruff_format() -> None:
    """Files are laid out as `ruff format` would."""
    ruff("format", "--isolated", "--no-cache", "--check", *dags.batches())


def test_only_harmless_python() -> None:
    """A DAG file is imports, literals and calls of what it imports."""
    for batch in dags.batches():
        assert json.loads(dags.harness("allow_list.py", batch)) == {}


def test_imports() -> None:
    """Real Airflow imports every file without an error or a deprecation."""
    for batch in dags.batches():
        assert json.loads(dags.harness("import_errors.py", batch)) == {}


def test_notifications() -> None:
    """Every notifier renders with the little that is known whenever a run ends."""
    for batch in dags.batches():
        dags.harness("notifications.py", batch)


def test_every_dag_runs() -> None:
    """Each DAG runs to success, each task at its first try, each container once."""
    results = dags.run_all([])
    assert len(results) == len(DAGS)
    for key, result in results.items():
        assert result["state"] == "success", (key, result["tasks"])
        states = {(task["state"], task["tries"]) for task in result["tasks"].values()}
        assert states == {("success", 1)}, (key, result["tasks"])
        expected = sum(
            len(pods.containers(pod["spec"]))
            for place, pod in pods.airflow_pods().items()
            if place[:3] == key
        )
        assert len(result["runs"]) == expected
        for run in result["runs"]:
            written = json.dumps([run["command"], run["args"], run["env"]])
            assert "{{" not in written, f"{key}: a template was not rendered"
            assert run["env"]["PIPEWRIGHT_RUN_ID"].strip()
            assert "PIPEWRIGHT_LOGICAL_TIME" in run["env"]


def gated_writes(plan: plans.Json) -> set[str]:
    """Return the write tasks that come after a check."""
    tasks = {task["name"]: task for task in plan["pipeline"]["tasks"]}
    gated: set[str] = set()
    for name, task in tasks.items():  # in topological order
        kinds = {tasks[need]["kind"]["kind"] for need in task["needs"]}
        if "check" in kinds or gated & set(task["needs"]):
            gated.add(name)
    return {name for name in gated if tasks[name]["kind"]["kind"] == "write"}


def test_a_failing_check_stops_the_write() -> None:
    """When every check fails, no container of a write behind one ever starts."""
    checks = {task for *_, task in pods.airflow_pods() if is_check(task)}
    rules = [{"task": task, "exit_codes": [1]} for task in sorted(checks)]
    results = dags.run_all(rules)
    stopped = 0
    for example in places.examples():
        for (environment, pipeline), plan in plans.of(example).items():
            result = results.get((example.name, environment, pipeline))
            writes = gated_writes(plan)
            if result is None:
                continue
            ran = {run["task"].rpartition(".")[2] for run in result["runs"]}
            assert not ran & writes, f"{example.name}/{pipeline} wrote after a failure"
            has_check = any(is_check(task) for task in result["tasks"])
            assert (result["state"] == "failed") == has_check, result
            stopped += len(writes)
    assert stopped, "no example has a write behind a check"


def is_check(task: str) -> bool:
    """Tell whether a task id, maybe in a task group, is a check's."""
    return task.rpartition(".")[2].startswith("check_")

"""Generated DAGs import and run in Airflow 3, and a failing check stops them."""

import json
import subprocess
from pathlib import Path

import dags
import fates
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
    for _, found in dags.told("allow_list.py"):
        assert json.loads(found) == {}


def test_imports() -> None:
    """Real Airflow imports every file without an error or a deprecation."""
    for _, found in dags.told("import_errors.py"):
        assert json.loads(found) == {}


def test_notifications() -> None:
    """Every notifier renders with the little that is known whenever a run ends."""
    dags.told("notifications.py")


def all_plans() -> dict[tuple[str, str, str], plans.Json]:
    """Return the plan of every DAG by example, environment and pipeline."""
    return {
        (example.name, environment, pipeline): plan
        for example in places.examples()
        for (environment, pipeline), plan in plans.of(example).items()
    }


def good_rules() -> list[plans.Json]:
    """Return what lets every run end well."""
    return [
        rule
        for (*_, dag), plan in all_plans().items()
        for rule in fates.good(dag, plan)
    ]


def test_every_dag_runs() -> None:
    """Each DAG runs to success, each task at its first try, each container once.

    A task on the way that a run did not go is skipped, and none of its containers run.
    """
    results = dags.run_all(good_rules())
    assert len(results) == len(DAGS)
    for key, result in results.items():
        assert result["state"] == "success", (key, result["tasks"])
        tasks = result["tasks"]
        states = {(task["state"], task["tries"]) for task in tasks.values()}
        assert states <= {("success", 1), ("success", 0), ("skipped", 0)}, (key, tasks)
        ran = dict.fromkeys(tasks, 0)
        for run in result["runs"]:
            place = run["map_index"]
            ran[run["task"] + (f"[{place}]" if place >= 0 else "")] += 1
            written = json.dumps([run["command"], run["args"], run["env"]])
            assert "{{" not in written, f"{key}: a template was not rendered"
            assert run["env"]["PIPEWRIGHT_RUN_ID"].strip()
            assert "PIPEWRIGHT_LOGICAL_TIME" in run["env"]
        for place, pod in pods.airflow_pods().items():
            if place[:3] != key:
                continue
            own = [name for name in tasks if name.partition("[")[0] == place[3]]
            assert own, f"{key}: {place[3]} is missing"
            for name in own:
                is_run = tasks[name]["state"] == "success"
                expected = len(pods.containers(pod["spec"])) if is_run else 0
                assert ran[name] == expected, f"{key}: {name}"


def behind(plan: plans.Json, failed: set[str]) -> set[str]:
    """Return the tasks that cannot run once these have failed.

    What stands for that one of several which ran goes on with another; what may fail,
    what takes a resource away and what ends the run do not wait for success.
    """
    found = set(failed)
    for task in plan["pipeline"]["tasks"]:  # in topological order
        role = task.get("role", {}).get("kind", "work")
        is_work = role in {"work", "acquire"}
        is_join = task["kind"]["kind"] == "join"
        if is_work and not is_join and found & set(task["needs"]):
            found.add(task["name"])
    return found - failed


def test_a_failing_check_stops_the_write() -> None:
    """When every check fails, no container behind one ever starts."""
    checks = {task for *_, task in pods.airflow_pods() if is_check(task)}
    rules = [{"task": task, "exit_codes": [1]} for task in sorted(checks)]
    results = dags.run_all(rules + good_rules())
    stopped = 0
    for key, plan in all_plans().items():
        result = results.get(key)
        if result is None:
            continue
        failed = {
            name.rpartition(".")[2]
            for name, task in result["tasks"].items()
            if is_check(name) and task["state"] == "failed"
        }
        ran = {run["task"].rpartition(".")[2] for run in result["runs"]}
        stopped_here = behind(plan, failed)
        assert not ran & stopped_here, f"{key} went on after a failed check"
        assert (result["state"] == "failed") == bool(failed), (key, result)
        kinds = {
            task["name"]: task["kind"]["kind"] for task in plan["pipeline"]["tasks"]
        }
        stopped += sum(kinds[name] == "write" for name in stopped_here)
    assert stopped, "no example has a write behind a check"


def is_check(task: str) -> bool:
    """Tell whether a task id, maybe in a task group, is a check's."""
    return task.rpartition(".")[2].startswith("check_")

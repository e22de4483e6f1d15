#!/usr/bin/env python3
"""Run every DAG of a folder with `DAG.test()` against the fake Kubernetes API.

    target/tools/airflow/bin/python tests/airflow/run_dags.py FOLDER
        [--rules RULES.json] [--record FOLDER] [--dag DAG_ID]

Prints `{dag_id: {state, tasks: {task_id: {state, tries, start, end}}}}`. The rules say
which containers fail (see `fake_kube.py`), what people answer (see `people.py`), and by
`{"dag": "…", "conf": {…}}` with which parameters a run is made; `--record` keeps the
posted pods and what their containers would have executed. Waits are shortened, unless
`{"dag": "…", "patient": true}` says otherwise; nothing else is changed. The exit code
tells whether all DAGs could be run, not whether they succeeded; `error` is there where
no run could be made.
"""

import argparse
import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import people
import sandbox
from fake_kube import FakeKube


def hasten(dag: Any, *, is_patient: bool) -> None:
    """Shorten the waits of a DAG, so that a run takes seconds."""
    polling = {
        "startup_check_interval_seconds": 0.1,
        "base_container_status_polling_interval": 0.1,
    }
    for task in dag.tasks:
        task.retry_delay = timedelta(0)
        task.retry_exponential_backoff = 0
        if hasattr(task, "partial_kwargs"):
            task.partial_kwargs.update(polling)
        for name, value in polling.items():
            if hasattr(task, name):
                setattr(task, name, value)
        for name in ("time_to_wait", "delta"):
            if isinstance(getattr(task, name, None), timedelta):
                if not is_patient:
                    setattr(task, name, timedelta(0))
                # A sensor that its trigger ends cannot be ended by DAG.test().
                task.deferrable = False
                task.poke_interval = 0.1
    # DAG.test() cannot finish a DAG that has a deadline (apache/airflow#73428).
    dag.deadline = None


def run(dag: Any, rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Run one DAG, and tell how it and its tasks ended."""
    from airflow.sdk.exceptions import AirflowException

    own = [rule for rule in rules if rule.get("dag") == dag.dag_id]
    hasten(dag, is_patient=any("patient" in rule for rule in own))
    conf = next((rule["conf"] for rule in own if "conf" in rule), None)
    try:
        dag_run = dag.test(run_conf=conf)
    except (AirflowException, ValueError) as error:
        return {"state": "none", "error": str(error), "tasks": {}}
    tasks = {}
    for task in dag_run.get_task_instances():
        name = task.task_id
        if task.map_index >= 0:
            name += f"[{task.map_index}]"
        tasks[name] = {
            "state": str(task.state),
            "tries": task.try_number,
            "start": task.start_date and task.start_date.timestamp(),
            "end": task.end_date and task.end_date.timestamp(),
        }
    return {"state": str(dag_run.state), "tasks": tasks}


def run_folder(wanted: list[str], rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Run the DAGs of the folder, one after another."""
    return {
        dag_id: run(dag, rules)
        for dag_id, dag in sorted(sandbox.read_once().items())
        if not wanted or dag_id in wanted
    }


def fates(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rules that speak of containers."""
    others = {"answer", "conf", "patient"}
    return [rule for rule in rules if not others & rule.keys()]


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--dag", action="append", default=[], metavar="DAG_ID")
    options = parser.parse_args()
    rules = json.loads(options.rules.read_text()) if options.rules else []

    home = sandbox.prepare(options.folder)
    sandbox.use_database(home)
    record = options.record or Path(tempfile.mkdtemp(dir=home))
    with FakeKube(record, fates(rules)) as kube, sandbox.output_to_stderr():
        sandbox.use_cluster(kube.kubeconfig())
        people.open_the_doors()
        with people.People(rules) as answering:
            results = run_folder(options.dag, rules)
        for refused in answering.refused:
            results[refused["dag"]].setdefault("refused", []).append(refused)
    print(json.dumps(results, indent=2, sort_keys=True))


if __name__ == "__main__":
    main()

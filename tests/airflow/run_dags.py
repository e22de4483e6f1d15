#!/usr/bin/env python3
"""Run every DAG of a folder with `DAG.test()` against the fake Kubernetes API.

    target/tools/airflow/bin/python tests/airflow/run_dags.py FOLDER
        [--rules RULES.json] [--record FOLDER] [--dag DAG_ID]

Prints `{dag_id: {state, tasks: {task_id: {state, tries}}}}`. The rules say which
containers fail (see `fake_kube.py`); `--record` keeps the posted pods and what their
containers would have executed. Waits are shortened, nothing else is changed. The
exit code tells whether all DAGs could be run, not whether they succeeded.
"""

import argparse
import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import sandbox
from fake_kube import FakeKube


def hasten(dag: Any) -> None:
    """Shorten the waits of a DAG, so that a run takes seconds."""
    for task in dag.tasks:
        task.retry_delay = timedelta(0)
        task.retry_exponential_backoff = 0
        if hasattr(task, "startup_check_interval_seconds"):
            task.startup_check_interval_seconds = 0.1
            task.base_container_status_polling_interval = 0.1
    # DAG.test() cannot finish a DAG that has a deadline (apache/airflow#73428).
    dag.deadline = None


def run(dag: Any) -> dict[str, Any]:
    """Run one DAG, and tell how it and its tasks ended."""
    hasten(dag)
    dag_run = dag.test()
    tasks = {}
    for task in dag_run.get_task_instances():
        name = task.task_id
        if task.map_index >= 0:
            name += f"[{task.map_index}]"
        tasks[name] = {"state": str(task.state), "tries": task.try_number}
    return {"state": str(dag_run.state), "tasks": tasks}


def run_folder(folder: Path, wanted: list[str]) -> dict[str, Any]:
    """Run the DAGs of a folder, one after another."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(folder)
    if bag.import_errors:
        sys.exit(json.dumps(bag.import_errors, indent=2))
    return {
        dag_id: run(dag)
        for dag_id, dag in sorted(bag.dags.items())
        if not wanted or dag_id in wanted
    }


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
    with FakeKube(record, rules) as kube, sandbox.output_to_stderr():
        sandbox.use_cluster(kube.kubeconfig())
        results = run_folder(options.folder, options.dag)
    print(json.dumps(results, indent=2, sort_keys=True))


if __name__ == "__main__":
    main()

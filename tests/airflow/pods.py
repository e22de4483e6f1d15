#!/usr/bin/env python3
"""Print every pod that the DAGs of a folder would create, without any cluster.

    target/tools/airflow/bin/python tests/airflow/pods.py FOLDER [DAG_ID ...]

One JSON line `{dag, task, pod}` for each KubernetesPodOperator, its templates rendered
for a fixed run; of a task with instances, the first. A template that uses what a run by
an asset lacks (`ds`, `logical_date`, `data_interval_start`, …) fails here, but for DAGs
whose runs all have a data interval. Values of other tasks are stand-ins.
"""

import copy
import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sandbox

RUN_AFTER = dt.datetime(2026, 1, 1, 6, tzinfo=dt.UTC)


def run_context(dag: Any, task: Any) -> dict[str, Any]:
    """Return what templates may use in every kind of run."""
    interval: dict[str, Any] = {}
    if type(dag.timetable).__name__ == "CronDataIntervalTimetable":
        interval["data_interval_start"] = RUN_AFTER - dt.timedelta(hours=6)
        interval["data_interval_end"] = RUN_AFTER
    return {
        "dag": dag,
        "task": task,
        "ti": SimpleNamespace(map_index=0, xcom_pull=stand_in),
        "run_id": f"scheduled__{RUN_AFTER.isoformat()}",
        "dag_run": SimpleNamespace(
            run_after=RUN_AFTER,
            logical_date=None,
            dag_id=dag.dag_id,
            conf={},
            **interval,
        ),
        "params": task.params.dump(),
    }


def stand_in(*, task_ids: str | list[str], key: str) -> Any:
    """Return a value in place of what another task would have yielded."""
    value = f"{key} of {task_ids}" if isinstance(task_ids, str) else key
    return value if isinstance(task_ids, str) else [value, *[None] * len(task_ids[1:])]


def pods(folder: Path, wanted: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the pods of a folder's DAGs, in the order of their names."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
    from kubernetes.client import ApiClient

    bag = DagBag(folder)
    if bag.import_errors:
        sys.exit(json.dumps(bag.import_errors, indent=2))
    client = ApiClient()
    for dag_id, dag in sorted(bag.dags.items()):
        if wanted and dag_id not in wanted:
            continue
        for original in dag.tasks:
            # Rendering writes into objects that the tasks of a file share.
            task = copy.deepcopy(original)
            if hasattr(task, "unmap"):
                task = task.unmap({"params": {"_item": "an item"}})
            if not isinstance(task, KubernetesPodOperator):
                continue
            task.random_name_suffix = False
            context = run_context(dag, task)
            task.render_template_fields(context, dag.get_template_env())
            pod = task.build_pod_request_obj(dry_run=True)
            manifest = client.sanitize_for_serialization(pod)
            yield {"dag": dag_id, "task": task.task_id, "pod": manifest}


def main() -> None:
    """Print the pods of the folder that the command line names."""
    folder = Path(sys.argv[1])
    sandbox.prepare(folder)
    with sandbox.output_to_stderr():
        found = list(pods(folder, sys.argv[2:]))
    for entry in found:
        print(json.dumps(entry, sort_keys=True))


if __name__ == "__main__":
    main()

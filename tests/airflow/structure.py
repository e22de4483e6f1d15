#!/usr/bin/env python3
"""Print what each DAG of a folder says of its order, schedule and limits.

    target/tools/airflow/bin/python tests/airflow/structure.py FOLDER

One JSON object: by DAG, its schedules, limits, and tasks with what comes before them.
"""

import json
import sys
from pathlib import Path
from typing import Any

import sandbox


def seconds(value: Any) -> float | None:
    """Return a duration in seconds."""
    return value.total_seconds() if value is not None else None


def task(found: Any) -> dict[str, Any]:
    """Return what is said of one task."""
    bound = getattr(found, "max_active_tis_per_dagrun", None)
    partial = getattr(found, "partial_kwargs", {})
    return {
        "kind": getattr(found, "_task_type", type(found).__name__),
        "upstream": sorted(found.upstream_task_ids),
        "retries": found.retries,
        "first_wait": seconds(found.retry_delay),
        "longest_wait": seconds(found.max_retry_delay),
        "timeout": seconds(found.execution_timeout),
        "teardown": bool(found.is_teardown),
        "mapped": bool(found.is_mapped),
        "at_once": bound or partial.get("max_active_tis_per_dagrun"),
    }


def deadline(dag: Any) -> float | None:
    """Return how long a run may take, by whichever of the two ways it is kept.

    A time-out of the whole run would end what takes resources away, too: where a run
    has such work, each task is held to the deadline before it starts.
    """
    hook = dag.default_args.get("pre_execute")
    return seconds(dag.dagrun_timeout or (hook.args[0] if hook else None))


def timetable(found: Any) -> list[str]:
    """Return the crons of a timetable, each `expression in zone`."""
    kind = type(found).__name__
    inner = [*getattr(found, "timetables", []), getattr(found, "timetable", None)]
    crons = [cron for one in inner if one is not None for cron in timetable(one)]
    expression = getattr(found, "expression", None)
    expression = expression or getattr(found, "_expression", None)
    zone = getattr(found, "timezone", None) or getattr(found, "_timezone", None)
    if kind.startswith("Cron") and expression is not None:
        crons.append(f"{expression} in {getattr(zone, 'name', zone)}")
    return crons


def main() -> None:
    """Print the structure of the folder that the command line names."""
    folder = Path(sys.argv[1])
    sandbox.prepare(folder)
    with sandbox.output_to_stderr():
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(folder)
        if bag.import_errors:
            sys.exit(json.dumps(bag.import_errors, indent=2))
        found = {
            name: {
                "crons": sorted(timetable(dag.timetable)),
                "deadline": deadline(dag),
                "tasks": {one.task_id: task(one) for one in dag.tasks},
            }
            for name, dag in bag.dags.items()
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()

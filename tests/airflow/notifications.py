#!/usr/bin/env python3
"""Print what every notifier of a DAG folder would send, without sending anything.

    target/tools/airflow/bin/python tests/airflow/notifications.py FOLDER

One JSON line `{dag, on, notifier, fields}` for each notifier of a DAG. Templates are
rendered with the least that the DAG processor is sure to have: `dag`, `run_id` and
`reason`. One that uses more fails here, as its message would be lost in production.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sandbox

RUN_ID = "scheduled__2026-01-01T06:00:00+00:00"


def notifications(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rendered notifiers of a folder's DAGs."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(folder)
    if bag.import_errors:
        sys.exit(json.dumps(bag.import_errors, indent=2))
    for dag_id, dag in sorted(bag.dags.items()):
        context = {"dag": dag, "run_id": RUN_ID, "reason": "task_failure"}
        callbacks = {
            "failure": dag.on_failure_callback,
            "success": dag.on_success_callback,
        }
        for event, given in callbacks.items():
            for notifier in given if isinstance(given, list) else filter(None, [given]):
                notifier.render_template_fields(context, dag.get_template_env())
                fields = {
                    name: getattr(notifier, name) for name in notifier.template_fields
                }
                yield {
                    "dag": dag_id,
                    "on": event,
                    "notifier": type(notifier).__name__,
                    "fields": {name: value for name, value in fields.items() if value},
                }


def main() -> None:
    """Print the notifications of the folder that the command line names."""
    folder = Path(sys.argv[1])
    sandbox.prepare(folder)
    with sandbox.output_to_stderr():
        found = list(notifications(folder))
    for entry in found:
        print(json.dumps(entry, sort_keys=True))


if __name__ == "__main__":
    main()

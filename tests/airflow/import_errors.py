#!/usr/bin/env python3
"""Import every DAG file of a folder with real Airflow.

    target/tools/airflow/bin/python tests/airflow/import_errors.py FOLDER

Prints `{file: message}` and exits 1 when a file does not import or raises a
warning meanwhile (a deprecation, say), or when there is no DAG at all. Needs no
database.
"""

import json
import sys
import warnings
from pathlib import Path

import sandbox


def main() -> None:
    """Import the folder that the command line names."""
    folder = Path(sys.argv[1])
    sandbox.prepare(folder)
    with sandbox.output_to_stderr():
        from airflow.dag_processing.dagbag import DagBag

        # Python hides deprecations by default, Airflow's among them.
        warnings.simplefilter("default", DeprecationWarning)
        bag = DagBag(folder, safe_mode=False)
    errors = dict(bag.import_errors)
    for path, caught in bag.captured_warnings.items():
        errors.setdefault(path, "\n".join(caught))
    if not errors and not bag.dags:
        errors[str(folder)] = "no DAG found"
    print(json.dumps(errors, indent=2, sort_keys=True))
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Import every DAG file of a folder with real Airflow.

    target/tools/airflow/bin/python tests/airflow/import_errors.py FOLDER

Prints `{file: message}` and exits 1 when a file does not import, when a warning
of Airflow's is raised meanwhile, or when there is no DAG at all. Needs no database.
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
    with sandbox.output_to_stderr(), warnings.catch_warnings(record=True) as caught:
        from airflow.dag_processing.dagbag import DagBag

        warnings.simplefilter("always")
        caught.clear()  # what importing Airflow itself gives is not about the DAGs
        bag = DagBag(folder)
    errors = dict(bag.import_errors)
    for warning in caught:
        if Path(warning.filename).is_relative_to(folder.resolve()):
            errors[warning.filename] = f"{warning.category.__name__}: {warning.message}"
    if not errors and not bag.dags:
        errors[str(folder)] = "no DAG found"
    print(json.dumps(errors, indent=2, sort_keys=True))
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()

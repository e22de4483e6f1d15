"""A private Airflow for tests: its own home, no network, no user settings.

Call `prepare` before the first import of `airflow`; everything Airflow writes then
lies in a temporary folder. The empty database is made once and copied from then on.
"""

import atexit
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# An empty, migrated database, kept inside the virtual environment it fits.
DATABASE_TEMPLATE = Path(sys.prefix) / "airflow.db"


def prepare(dags: Path) -> Path:
    """Point Airflow at a fresh home and at a folder of DAGs; return the home."""
    if not dags.is_dir():
        sys.exit(f"{dags} is not a folder")
    home = Path(tempfile.mkdtemp(prefix="pipewright-airflow-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in [name for name in os.environ if name.startswith("AIRFLOW")]:
        del os.environ[name]
    os.environ.update(
        AIRFLOW_HOME=str(home),
        AIRFLOW__CORE__DAGS_FOLDER=str(dags.resolve()),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__LOGGING__LOGGING_LEVEL="WARNING",
    )
    return home


def use_database(home: Path) -> None:
    """Give the home a database."""
    if not DATABASE_TEMPLATE.is_file():
        airflow = Path(sys.executable).with_name("airflow")
        subprocess.run([airflow, "db", "migrate"], check=True, stdout=sys.stderr)
        fresh = DATABASE_TEMPLATE.with_suffix(f".{os.getpid()}")
        shutil.copy(home / "airflow.db", fresh)
        fresh.replace(DATABASE_TEMPLATE)
    shutil.copy(DATABASE_TEMPLATE, home / "airflow.db")


# What DAGs name clusters by: the provider's own name, and one for each of several.
CONNECTIONS = ("kubernetes_default", "kubernetes_frankfurt", "kubernetes_dublin")


def use_cluster(kubeconfig: Path) -> None:
    """Let the operators talk to the cluster of a kubeconfig."""
    settings = {
        "conn_type": "kubernetes",
        "extra": {"kube_config_path": str(kubeconfig)},
    }
    for connection in CONNECTIONS:
        os.environ[f"AIRFLOW_CONN_{connection.upper()}"] = json.dumps(settings)


def read_once() -> dict[str, Any]:
    """Read the folder of DAGs, and tell the database of them; return them by id.

    `DAG.test()` reads the whole folder for every DAG in it; from now on it does not.
    """
    from airflow.dag_processing import dagbag
    from airflow.dag_processing.bundles.manager import DagBundlesManager

    DagBundlesManager().sync_bundles_to_db()
    (bundle,) = DagBundlesManager().get_all_dag_bundles()
    bundle.initialize()
    bag = dagbag.BundleDagBag(
        dag_folder=bundle.path, bundle_path=bundle.path, bundle_name=bundle.name
    )
    if bag.import_errors:
        sys.exit(json.dumps(bag.import_errors, indent=2))
    dagbag.sync_bag_to_db(bag, bundle.name, bundle.version)
    dagbag.BundleDagBag = lambda **_: bag
    dagbag.sync_bag_to_db = lambda *_: None
    return bag.dags


@contextlib.contextmanager
def output_to_stderr() -> Iterator[None]:
    """Keep standard output clean of whatever Airflow prints."""
    sys.stdout.flush()
    saved = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(saved, 1)
        os.close(saved)

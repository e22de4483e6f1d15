#!/usr/bin/env python3
"""Tell what the real scheduler starts in a folder of DAGs when something happens.

    target/tools/airflow/bin/python tests/airflow/schedule_dags.py FOLDER HAPPENINGS

What happens is a file with a JSON list, in order:

- `{"run": "dag", "rules": […]}`: a DAG runs, as `run_dags.py` runs it;
- `{"event": "asset"}`: whoever watches for arrivals posts an event to Airflow's API;
- `{"pools": "pools.json"}`: a person imports pools;
- `{"trigger": ["dag", …]}`: a person starts runs of DAGs.

Prints a list of what comes of each: `state`, how the run ended; `started`, the runs
that the scheduler made because of assets, by DAG the assets of the events they were
made for; `queued`, the tasks of triggered runs that may start now, as `dag.task`.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import people
import run_dags
import sandbox
from fake_kube import FakeKube

Json = dict[str, Any]


def scheduler() -> Any:
    """Return a scheduler that does what it is asked to, and nothing by itself."""
    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner

    return SchedulerJobRunner(job=Job())


def started(known: set[Any]) -> dict[str, list[str]]:
    """Let the scheduler look once; return the runs it makes because of assets."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from airflow.utils.sqlalchemy import prohibit_commit
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunType
    from sqlalchemy import select

    with create_session() as session, prohibit_commit(session) as guard:
        scheduler()._create_dagruns_for_dags(guard, session)  # noqa: SLF001
    by_assets = DagRun.run_type == DagRunType.ASSET_TRIGGERED
    found = {}
    with create_session() as session:
        for run in session.scalars(select(DagRun).where(by_assets)):
            if run.id not in known:
                known.add(run.id)
                events = run.consumed_asset_events
                found[run.dag_id] = sorted(event.asset.name for event in events)
                # The next would wait for it, where only one may go on.
                run.state = DagRunState.SUCCESS
    return found


def post(asset: str) -> None:
    """Post an event of an asset."""
    from airflow.api_fastapi.core_api.datamodels.assets import CreateAssetEventsBody
    from airflow.api_fastapi.core_api.routes.public.assets import create_asset_event
    from airflow.models.asset import AssetModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        named = AssetModel.name == asset
        identity = session.scalars(select(AssetModel.id).where(named)).one()
        body = CreateAssetEventsBody(asset_id=identity)
        create_asset_event(body, session, people.somebody("watcher"))


def import_pools(document: str) -> None:
    """Import pools the way the ledger says."""
    airflow = Path(sys.executable).with_name("airflow")
    subprocess.run([airflow, "pools", "import", document], check=True)


def queued(dags: list[str]) -> list[str]:
    """Trigger DAGs, let the scheduler look once; return the tasks it lets start."""
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from airflow.utils.state import TaskInstanceState
    from airflow.utils.types import DagRunTriggeredByType
    from sqlalchemy import select

    # The database's own clock counts whole seconds: this very one is not over yet.
    due = datetime.now(UTC) - timedelta(minutes=1)
    for dag in dags:
        trigger_dag(dag, triggered_by=DagRunTriggeredByType.CLI, run_after=due)
    with create_session() as session:
        scheduler()._do_scheduling(session)  # noqa: SLF001
    may_start = TaskInstance.state == TaskInstanceState.QUEUED
    with create_session() as session:
        found = session.scalars(select(TaskInstance).where(may_start)).all()
        return sorted(f"{one.dag_id}.{one.task_id}" for one in found)


def come_of(happening: Json, dags: dict[str, Any], known: set[Any]) -> Json:
    """Let something happen; return what comes of it."""
    match happening:
        case {"run": name}:
            rules = happening.get("rules", [])
            with FakeKube(Path(tempfile.mkdtemp()), run_dags.fates(rules)) as kube:
                sandbox.use_cluster(kube.kubeconfig())
                state = run_dags.run(dags[name], rules)["state"]
            return {"state": state, "started": started(known)}
        case {"event": asset}:
            post(asset)
            return {"started": started(known)}
        case {"pools": document}:
            import_pools(document)
            return {}
        case {"trigger": names}:
            return {"queued": queued(names)}
    sys.exit(f"nobody knows how {happening} happens")


def main() -> None:
    """Let happen what the command line names."""
    folder, happenings = map(Path, sys.argv[1:])
    home = sandbox.prepare(folder)
    os.environ["AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION"] = "False"
    tempfile.tempdir = str(home)
    sandbox.use_database(home)
    with sandbox.output_to_stderr():
        people.open_the_doors()
        dags = sandbox.read_once()
        known: set[Any] = set()
        found = [
            come_of(happening, dags, known)
            for happening in json.loads(happenings.read_text())
        ]
    print(json.dumps(found))


if __name__ == "__main__":
    main()

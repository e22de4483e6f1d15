"""Answers to what DAGs ask people: given by rule, through Airflow's own API.

A rule is `{"dag": "…", "task": "…", "answer": "Approve", "by": "finance"}`; without
`dag` or `task` it holds for all of them, and the first that fits wins. Whoever asks
without a rule, or is answered by somebody who may not, meets silence: what the
scheduler does about that is done here at once.
"""

import os
import threading
import traceback
from typing import Any, Self

Json = dict[str, Any]

# How often it is looked whether anybody asks.
LOOK_SECONDS = 0.2


class People:
    """Answers in the background; a context manager."""

    def __init__(self, rules: list[Json]) -> None:
        """Remember the answers."""
        self.rules = [rule for rule in rules if "answer" in rule]
        self.refused: list[Json] = []
        self.given: set[Any] = set()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.attend, daemon=True)

    def __enter__(self) -> Self:
        """Begin to answer."""
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.over.set()
        self.thread.join()

    def attend(self) -> None:
        """Look at what is asked until it is over."""
        while not self.over.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception:  # noqa: BLE001
                # Whoever waits for an answer would wait for ever.
                traceback.print_exc()
                os._exit(70)

    def look(self) -> None:
        """Answer everything that waits, or let it time out."""
        from airflow.models.taskinstance import TaskInstance
        from airflow.utils.session import create_session
        from airflow.utils.state import TaskInstanceState
        from sqlalchemy import select

        waiting = TaskInstance.state == TaskInstanceState.AWAITING_INPUT
        with create_session() as session:
            asked = session.scalars(select(TaskInstance).where(waiting)).all()
            questions = [(ti.id, ti.dag_id, ti.run_id, ti.task_id) for ti in asked]
        for identity, dag, run, task in questions:
            rule = next((rule for rule in self.rules if fits(rule, dag, task)), None)
            if rule and identity not in self.given:
                self.given.add(identity)
                self.answer(dag, run, task, rule)
            else:
                self.let_pass(identity)

    def answer(self, dag: str, run: str, task: str, rule: Json) -> None:
        """Answer one question as the API would; note a refusal."""
        from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload
        from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail
        from airflow.utils.session import create_session
        from fastapi import HTTPException

        payload = UpdateHITLDetailPayload(chosen_options=[rule["answer"]])
        user = somebody(rule.get("by", "anybody"))
        try:
            with create_session() as session:
                update_hitl_detail(dag, run, task, payload, user, session)
        except HTTPException as error:
            self.refused.append({"dag": dag, "task": task, "status": error.status_code})

    def let_pass(self, identity: Any) -> None:
        """Bring the end of the time to answer, and do what the scheduler does then."""
        from airflow.jobs.job import Job
        from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
        from airflow.models.taskinstance import TaskInstance
        from airflow.sdk import timezone
        from airflow.utils.session import create_session

        with create_session() as session:
            instance = session.get(TaskInstance, identity)
            if instance is None or instance.trigger_timeout is None:
                return
            instance.trigger_timeout = timezone.utcnow()
        SchedulerJobRunner(job=Job()).check_awaiting_input_timeouts()


def fits(rule: Json, dag: str, task: str) -> bool:
    """Tell whether a rule speaks of a task."""
    return rule.get("dag", dag) == dag and rule.get("task", task) == task


def somebody(name: str) -> Any:
    """Return a user who may do what users may."""
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    return SimpleAuthManagerUser(username=name, role="user")


def open_the_doors() -> None:
    """Let Airflow know who is who."""
    from airflow.api_fastapi.app import create_auth_manager

    create_auth_manager()

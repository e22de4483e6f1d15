"""One plan through Airflow and Argo Workflows: the same graph, limits and containers.

What each engine needs besides the plan's tasks, such as a task that decides a branch,
is looked through: what counts is which of the plan's tasks come before which.
"""

import json
from functools import cache

import argo
import dags
import places
import plans
import pods

Json = plans.Json
Before = dict[str, set[str]]

# A join, a decision and a gate are tasks here and expressions there.
WITHOUT_CONTAINERS = {"join", "approval", "wait", "fail"}


@cache
def airflow() -> dict[tuple[str, str, str], Json]:
    """Return the structure of every DAG by example, environment and pipeline."""
    found = {}
    for batch, structure in dags.told("structure.py"):
        owners = dags.owners(batch)
        for name, dag in json.loads(structure).items():
            found[(*owners[name], name)] = dag
    return found


def cases() -> list[tuple[places.Example, str, str, Json]]:
    """Return every plan that goes to both engines."""
    return [
        (example, environment, pipeline, plan)
        for example in places.examples()
        for (environment, pipeline), plan in plans.of(example).items()
        if {"airflow", "argo_workflows"}
        <= {target["name"] for target in plan["environment"]["targets"]}
    ]


def slug(name: str) -> str:
    """Return a task's name as Argo has it."""
    return name.replace("_", "-")


def looked_through(before: Before, kept: set[str]) -> Before:
    """Return which kept tasks come before each kept task, through the others."""

    def kept_before(name: str) -> set[str]:
        found: set[str] = set()
        for one in before.get(name, set()):
            found |= {one} if one in kept else kept_before(one)
        return found

    return {name: kept_before(name) for name in kept}


def whole(before: Before) -> Before:
    """Return everything before each task, near and far."""

    @cache
    def all_before(name: str) -> frozenset[str]:
        near = before.get(name, set())
        return frozenset(near).union(*(all_before(one) for one in near))

    return {name: set(all_before(name)) for name in before}


def of_work(plan: Json) -> list[Json]:
    """Return the tasks of a plan that run containers as part of the work."""
    return [
        task
        for task in plan["pipeline"]["tasks"]
        if task["kind"]["kind"] not in WITHOUT_CONTAINERS
        and task.get("role", {}).get("kind", "work") in {"work", "acquire"}
    ]


def test_there_are_cases() -> None:
    """Every other test of this file would pass on none."""
    assert len(cases()) >= 5


def test_graph() -> None:
    """What has to come before a task is the same in both."""
    for example, environment, pipeline, plan in cases():
        place = example.generated / environment / "argo_workflows"
        names = {slug(task["name"]): task["name"] for task in of_work(plan)}
        in_argo = looked_through(
            {
                name: set(task["before"])
                for name, task in argo.tasks(place, plan["pipeline"]["slug"]).items()
            },
            set(names),
        )
        in_airflow = looked_through(
            {
                slug(name.rpartition(".")[2]): {
                    slug(one.rpartition(".")[2]) for one in task["upstream"]
                }
                for name, task in airflow()[example.name, environment, pipeline][
                    "tasks"
                ].items()
            },
            set(names),
        )
        assert whole(in_argo) == whole(in_airflow), (example.name, pipeline)


def test_schedule_and_deadline() -> None:
    """The clock, and how long a run may take."""
    for example, environment, pipeline, plan in cases():
        place = example.generated / environment / "argo_workflows"
        workflow = plan["pipeline"]["slug"]
        dag = airflow()[example.name, environment, pipeline]
        assert argo.crons(place, workflow) == dag["crons"], (example.name, pipeline)
        spec = argo.templates(place)[workflow]["spec"]
        assert spec.get("activeDeadlineSeconds") == dag["deadline"]


def test_limits() -> None:
    """Attempts, waits between them, time-outs, and how much goes on at once."""
    for example, environment, pipeline, plan in cases():
        place = example.generated / environment / "argo_workflows"
        in_argo = argo.tasks(place, plan["pipeline"]["slug"])
        in_airflow = airflow()[example.name, environment, pipeline]["tasks"]
        for task in of_work(plan):
            one = in_argo[slug(task["name"])]
            (other,) = (
                found
                for name, found in in_airflow.items()
                if name.rpartition(".")[2] == task["name"]
            )
            template = one["template"]
            assert template["activeDeadlineSeconds"] == other["timeout"], task["name"]
            retry = template.get("retryStrategy", {})
            assert int(retry.get("limit", 0)) == (other["retries"] or 0), task["name"]
            if retry:
                backoff = retry["backoff"]
                assert argo.wait(backoff["duration"]) == other["first_wait"]
                assert argo.wait(backoff["cap"]) == other["longest_wait"]
            assert bool(task.get("fan_out")) == other["mapped"]
            if task.get("fan_out"):
                assert one["at_once"] == other["at_once"], task["name"]


def test_containers() -> None:
    """Images, arguments, variables, resources, order: all but the names."""
    compared = 0
    for example, environment, pipeline, plan in cases():
        place = example.generated / environment / "argo_workflows"
        in_argo = argo.tasks(place, plan["pipeline"]["slug"])
        for task in of_work(plan):
            template = in_argo[slug(task["name"])]["template"]
            found = [
                pods.container(one)
                for one in (*template.get("initContainers", []), template["container"])
            ]
            (pod,) = (
                pod
                for (*where, name), pod in pods.airflow_pods().items()
                if where == [example.name, environment, pipeline]
                and name.rpartition(".")[2] == task["name"]
            )
            expected = [pods.container(one) for one in pods.containers(pod["spec"])]
            assert found == expected, (example.name, task["name"])
            compared += 1
    assert compared

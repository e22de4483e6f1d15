"""Both engines run the same containers in the same order, and nothing else."""

import places
import plans
import pods


def test_pods_are_equal(example: places.Example) -> None:
    """The pods of a DAG, one after another, are the pod of the CronJob."""
    compared = 0
    for (environment, pipeline), plan in plans.of(example).items():
        targets = {target["name"] for target in plan["environment"]["targets"]}
        if not {"airflow", "kubernetes"} <= targets:
            continue
        place = example.generated / environment
        whole = pods.kubernetes_pods(place)[plan["pipeline"]["slug"]]
        inner = pods.containers(pods.own_room(whole))
        expected = [pods.container(one) for one in inner]
        found = []
        for task in plan["pipeline"]["tasks"]:
            pod = task_pod(example, environment, pipeline, task["name"])
            found += [pods.container(one) for one in pods.containers(pod["spec"])]
            assert pods.surroundings(pod["spec"]) == pods.surroundings(whole)
            of_task = pods.volumes(pod["spec"], place / "airflow" / "kubernetes")
            of_all = pods.volumes(whole, place / "kubernetes" / "base")
            assert of_task == {name: of_all[name] for name in of_task}
        assert found == expected
        compared += 1
    assert compared or example.name != "customer-analytics"


def test_pods_are_the_plan(example: places.Example) -> None:
    """Every container of a pod is one of the plan: image, order and resources."""
    for (environment, pipeline), plan in plans.of(example).items():
        planned = [
            one["image"]["reference"]
            for task in plan["pipeline"]["tasks"]
            for one in in_order(task)
        ]
        place = example.generated / environment
        spec = pods.kubernetes_pods(place).get(plan["pipeline"]["slug"])
        if spec is not None:
            assert [one["image"] for one in pods.containers(spec)] == planned
        in_airflow = [
            one["image"]
            for key, pod in pods.airflow_pods().items()
            if key[:3] == (example.name, environment, pipeline)
            for one in pods.containers(pod["spec"])
        ]
        assert sorted(in_airflow) in ([], sorted(planned))


def in_order(task: pods.Json) -> list[pods.Json]:
    """Return the containers of a task as they start: its services before its own."""
    *leading, own = task.get("containers") or [None]
    services = [service["container"] for service in task.get("services", [])]
    return [*leading, *services, *([own] if own else [])]


def task_pod(
    example: places.Example, environment: str, pipeline: str, task: str
) -> pods.Json:
    """Return the pod of a task, which may stand in a task group."""
    (pod,) = (
        pod
        for (*place, name), pod in pods.airflow_pods().items()
        if place == [example.name, environment, pipeline]
        and name.rpartition(".")[2] == task
    )
    return pod

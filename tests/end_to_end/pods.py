"""The pods of both engines, reduced to what Pipewright decides.

Everything in which the two may differ is named here, and nowhere else.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import dags
import manifests

Json = dict[str, Any]
Key = tuple[str, str, str, str]

# Set from different sources: Airflow knows a run's id and time when it makes the pod;
# in a CronJob a first container works them out.
ENGINE_VARIABLES = {"PIPEWRIGHT_RUN_ID", "PIPEWRIGHT_LOGICAL_TIME"}

# By these a CronJob's pod learns the time its run stands for.
TIME_CONTAINERS = {"pipewright-clock"}
TIME_FILES = {"pipewright_clock.sql"}

# Airflow calls the last container of every pod `base`; names carry no meaning else.
CONTAINER_NAMES_ONLY = {"name"}

# What the KubernetesPodOperator always writes: what the API server would add.
CONTAINER_DEFAULTS = {
    "terminationMessagePolicy": "File",
    "terminationMessagePath": "/dev/termination-log",
}
POD_DEFAULTS = {"hostNetwork": False}

# How often and how long a pod is tried is told differently: a Job restarts the pod's
# containers within a deadline of its own, Airflow makes a new pod for every attempt.
POD_ENGINE_FIELDS = {
    "restartPolicy",
    "activeDeadlineSeconds",
    "containers",
    "initContainers",
}

# A CronJob's pod keeps the files of all tasks, a pod of Airflow those of one: so the
# volumes differ in size, and the last container of the CronJob's pod may fill them.
SIZED_VOLUME = "emptyDir"
ROOM = "ephemeral-storage"


def without_empty(value: Any) -> Any:
    """Drop empty lists, objects and nulls, which mean the same as their absence."""
    if isinstance(value, dict):
        kept = {key: without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, {}, [])}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value


def container(raw: Json) -> Json:
    """Reduce a container to what must be equal."""
    reduced = {
        key: value
        for key, value in without_empty(raw).items()
        if key not in CONTAINER_NAMES_ONLY and CONTAINER_DEFAULTS.get(key) != value
    }
    reduced["env"] = [
        entry
        for entry in reduced.get("env", [])
        if entry["name"] not in ENGINE_VARIABLES
    ]
    return reduced


def containers(pod_spec: Json) -> list[Json]:
    """Return the containers of a pod in the order in which they run."""
    return [
        one
        for one in (*(pod_spec.get("initContainers") or []), *pod_spec["containers"])
        if one["name"] not in TIME_CONTAINERS
    ]


def surroundings(pod_spec: Json) -> Json:
    """Reduce a pod to what must be equal outside its containers and volumes."""
    return {
        key: value
        for key, value in without_empty(pod_spec).items()
        if key not in POD_ENGINE_FIELDS
        and key != "volumes"
        and POD_DEFAULTS.get(key) != value
    }


def volumes(pod_spec: Json, folder: Path) -> dict[str, Json]:
    """Return the volumes by name: without their sizes, and SQL files as what they say.

    The ConfigMaps of both engines have names of their own, since a name is a hash of
    the files, and one of them holds the statements that tell the time.
    """
    maps = {
        one["metadata"]["name"]: one for one in manifests.objects(folder, "ConfigMap")
    }
    found = {}
    for volume in pod_spec.get("volumes") or []:
        reduced = without_empty(volume)
        if SIZED_VOLUME in volume:
            assert volume[SIZED_VOLUME].get("sizeLimit"), f"{volume} has no size"
            reduced[SIZED_VOLUME] = {}
        if "configMap" in volume:
            carried = maps[volume["configMap"]["name"]]
            assert carried["immutable"], f"{volume} may change under a run"
            files = dict(carried["data"])
            for name in TIME_FILES:
                files.pop(name, None)
            reduced["configMap"] = {**reduced["configMap"], "name": "", "files": files}
        found[volume["name"]] = reduced
    return found


def own_room(whole: Json) -> Json:
    """Return a CronJob's pod whose last container may fill no more than it asks for."""
    (last,) = whole["containers"]
    resources = last["resources"]
    limits = {**resources["limits"], ROOM: resources["requests"][ROOM]}
    own = {**last, "resources": {**resources, "limits": limits}}
    return {**whole, "containers": [own]}


@cache
def airflow_pods() -> dict[Key, Json]:
    """Return every pod of every DAG, by example, environment, DAG and task."""
    found: dict[Key, Json] = {}
    for batch, lines in dags.told("pods.py"):
        known = dags.owners(batch)
        for line in lines.splitlines():
            entry = json.loads(line)
            found[(*known[entry["dag"]], entry["dag"], entry["task"])] = entry["pod"]
    return found


def kubernetes_pods(place: Path) -> dict[str, Json]:
    """Return the pod spec of each pipeline of an environment, by the object's name."""
    base = place / "kubernetes" / "base"
    found = {}
    for job in manifests.objects(base, "CronJob"):
        template = job["spec"]["jobTemplate"]["spec"]["template"]
        found[job["metadata"]["name"]] = template["spec"]
    for job in manifests.objects(base, "Job"):
        found[job["metadata"]["name"]] = job["spec"]["template"]["spec"]
    return found

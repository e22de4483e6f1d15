#!/usr/bin/env python3
"""A Kubernetes API on loopback, just enough for the KubernetesPodOperator.

Nothing is executed: a pod walks through the states a kubelet would report, one init
container after another and then the main containers side by side, and ends with the
exit codes that the rules give. The standard library is all it needs.

    python3 fake_kube.py FOLDER [--rules RULES.json]

writes the port to `FOLDER/port`, every posted pod to `FOLDER/pods.jsonl`, and what
each started container would have executed to `FOLDER/runs.jsonl`. A rule is

    {"dag": "…", "task": "…", "container": "base", "exit_codes": [1, 0],
     "map_index": 0, "seconds": 0.2, "log": "…", "message": "{}"}

where every key may be missing: without `dag`, `task` or `map_index` it holds for all of
them, `container` is `base`. `exit_codes` has one code per try, and the last repeats;
`message` is what the container leaves in `/dev/termination-log`, or a list of one per
try. The first rule that fits a container wins; without one it succeeds in silence.
An init container that is to be restarted always goes on beside the others, and counts
for nothing.
"""

import argparse
import json
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]

# How long a pod stays unstarted, and how long a container runs unless a rule says.
CREATING_SECONDS = 0.05
RUNNING_SECONDS = 0.1
# What of a container's last words the kubelet keeps.
LONGEST_MESSAGE = 4096
# How often a followed log looks whether its container has ended.
FOLLOW_SECONDS = 0.05


def rfc3339(moment: float) -> str:
    """Write a point in time the way the Kubernetes API does."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def expand(text: str, variables: dict[str, str]) -> str:
    """Replace `$(NAME)` and `$$` as Kubernetes does; unknown names stay as they are."""

    def replacement(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        return variables.get(match[1], match[0])

    return re.sub(r"\$\$|\$\(([^()]*)\)", replacement, text)


def environment(container: Json, pod: Json) -> dict[str, str]:
    """Return the variables that a container would see, in the order of their list."""
    variables: dict[str, str] = {}
    for entry in container.get("env") or []:
        source = entry.get("valueFrom") or {}
        if "fieldRef" in source:
            value = field_value(pod, source["fieldRef"]["fieldPath"])
        elif source:
            ((kind, reference),) = source.items()
            value = f"<{kind} {reference.get('name')}/{reference.get('key')}>"
        else:
            value = expand(entry.get("value") or "", variables)
        variables[entry["name"]] = value
    return variables


def field_value(pod: Json, path: str) -> str:
    """Look up a downward-API path such as `metadata.annotations['team/run']`."""
    keyed = re.fullmatch(r"metadata\.(annotations|labels)\['(.+)'\]", path)
    if keyed:
        return (pod["metadata"].get(keyed[1]) or {}).get(keyed[2], "")
    value: Any = pod
    for part in path.split("."):
        value = value.get(part, "")
    return str(value)


@dataclass
class Container:
    """One container of a pod, and when it runs and how it ends."""

    spec: Json
    exit_code: int
    log: str
    seconds: float
    message: str = ""
    # Seconds after the creation of the pod; none for a container that never starts.
    start: float | None = None

    @property
    def name(self) -> str:
        """Return the container's name."""
        return self.spec["name"]

    @property
    def is_service(self) -> bool:
        """Tell whether the container goes on beside those after it."""
        return self.spec.get("restartPolicy") == "Always"

    def phase(self, elapsed: float) -> str:
        """Return `waiting`, `running` or `terminated`."""
        if self.start is None or elapsed < self.start:
            return "waiting"
        return "running" if elapsed < self.start + self.seconds else "terminated"

    def status(self, elapsed: float, created: float, reason: str) -> Json:
        """Return the container's status as the API shows it."""
        phase = self.phase(elapsed)
        state: Json = {"reason": reason}
        if self.start is not None and phase != "waiting":
            state = {"startedAt": rfc3339(created + self.start)}
        if phase == "terminated":
            state["exitCode"] = self.exit_code
            state["reason"] = "Error" if self.exit_code else "Completed"
            state["finishedAt"] = rfc3339(created + self.start + self.seconds)
            if self.message:
                state["message"] = self.message[:LONGEST_MESSAGE]
        return {
            "name": self.name,
            "image": self.spec.get("image", ""),
            "imageID": "sha256:0",
            "ready": phase == "running",
            "restartCount": 0,
            "state": {phase: state},
        }


@dataclass
class Pod:
    """A pod that somebody posted, with the timetable of its containers."""

    manifest: Json
    inits: list[Container]
    mains: list[Container]
    created: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        """Lay out when each container runs; a failed init container ends the pod."""
        clock = CREATING_SECONDS
        for container in self.inits:
            container.start = clock
            if container.is_service:
                continue
            clock += container.seconds
            if container.exit_code:
                return
        for container in self.mains:
            container.start = clock
        # The kubelet ends services when the containers they serve have ended.
        end = clock + max(container.seconds for container in self.mains)
        for container in self.inits:
            if container.is_service:
                container.seconds = end - container.start

    @property
    def elapsed(self) -> float:
        """Return the pod's age in seconds."""
        return time.time() - self.created

    @property
    def started(self) -> list[Container]:
        """Return the containers that run at some time, in order."""
        return [c for c in (*self.inits, *self.mains) if c.start is not None]

    def phase(self, elapsed: float) -> str:
        """Return the pod's phase: it is pending until its init containers are done."""
        started = self.started
        if all(c.phase(elapsed) == "terminated" for c in started):
            counted = [c for c in started if not c.is_service]
            return "Failed" if any(c.exit_code for c in counted) else "Succeeded"
        ran = [c.phase(elapsed) for c in self.mains]
        return "Pending" if "waiting" in ran else "Running"

    def view(self) -> Json:
        """Return the pod as the API shows it now."""
        elapsed = self.elapsed
        waiting = "PodInitializing" if self.inits else "ContainerCreating"
        status: Json = {
            "phase": self.phase(elapsed),
            "startTime": rfc3339(self.created),
            "conditions": [{"type": "PodScheduled", "status": "True"}],
            "containerStatuses": [
                c.status(elapsed, self.created, waiting) for c in self.mains
            ],
        }
        if self.inits:
            status["initContainerStatuses"] = [
                c.status(elapsed, self.created, "PodInitializing") for c in self.inits
            ]
        return {**self.manifest, "status": status}

    def container(self, name: str) -> Container | None:
        """Find a container by its name."""
        return next((c for c in (*self.inits, *self.mains) if c.name == name), None)


class FakeKube:
    """The API server; a context manager, for use inside another program."""

    def __init__(self, folder: Path, rules: list[Json] | None = None) -> None:
        """Listen on a free port, and write it to a file in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rules = rules or []
        self.pods: dict[tuple[str, str], Pod] = {}
        self.tries: dict[tuple[str | None, ...], int] = {}
        self.guard = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.kube = self  # type: ignore[attr-defined]
        self.port: int = self.server.server_address[1]
        (folder / "port").write_text(f"{self.port}\n")

    def __enter__(self) -> Self:
        """Serve in the background."""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def kubeconfig(self) -> Path:
        """Write a kubeconfig that leads here, and return its path."""
        path = self.folder / "kubeconfig.json"
        cluster = {"server": f"http://127.0.0.1:{self.port}"}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "fake", "cluster": cluster}],
            "users": [{"name": "fake", "user": {}}],
            "contexts": [
                {"name": "fake", "context": {"cluster": "fake", "user": "fake"}}
            ],
            "current-context": "fake",
        }
        path.write_text(json.dumps(config))
        return path

    def create(self, namespace: str, manifest: Json) -> Pod:
        """Admit a pod: record it, and decide what will happen to it."""
        metadata = manifest["metadata"]
        metadata.setdefault("namespace", namespace)
        labels = metadata.setdefault("labels", {})
        with self.guard:
            self.record("pods", manifest)
            identity = ("dag_id", "task_id", "run_id", "map_index")
            key = tuple(labels.get(name) for name in identity)
            attempt = self.tries.get(key, 0)
            self.tries[key] = attempt + 1
            metadata["uid"] = str(uuid.uuid4())
            metadata["creationTimestamp"] = rfc3339(time.time())
            manifest = {**manifest, "apiVersion": "v1", "kind": "Pod"}
            pod = Pod(
                manifest,
                *(
                    [
                        self.plan(spec, labels, attempt)
                        for spec in manifest["spec"].get(kind) or []
                    ]
                    for kind in ("initContainers", "containers")
                ),
            )
            for container in pod.started:
                self.record_run(pod, container, attempt)
            self.pods[namespace, metadata["name"]] = pod
        return pod

    def plan(self, spec: Json, labels: dict[str, str], attempt: int) -> Container:
        """Give a container the fate that the first fitting rule holds for it."""
        facts = {
            "dag": labels.get("dag_id"),
            "task": labels.get("task_id"),
            "container": spec["name"],
            "map_index": int(labels.get("map_index", -1)),
        }
        rule: Json = next(
            (
                rule
                for rule in self.rules
                if all(
                    {"container": "base", **rule}.get(name, value) == value
                    for name, value in facts.items()
                )
            ),
            {},
        )
        codes = rule.get("exit_codes") or [0]
        messages = rule.get("message") or ""
        if isinstance(messages, str):
            messages = [messages]
        return Container(
            spec=spec,
            exit_code=codes[min(attempt, len(codes) - 1)],
            log=rule.get("log", "done"),
            seconds=rule.get("seconds", RUNNING_SECONDS),
            message=messages[min(attempt, len(messages) - 1)],
        )

    def record(self, name: str, entry: Json) -> None:
        """Append one JSON line to a file in our folder."""
        with (self.folder / f"{name}.jsonl").open("a") as lines:
            lines.write(json.dumps(entry, sort_keys=True) + "\n")

    def record_run(self, pod: Pod, container: Container, attempt: int) -> None:
        """Record what a container would execute, its variables expanded."""
        variables = environment(container.spec, pod.manifest)
        labels = pod.manifest["metadata"]["labels"]
        self.record(
            "runs",
            {
                "dag": labels.get("dag_id"),
                "task": labels.get("task_id"),
                "map_index": int(labels.get("map_index", -1)),
                "try": attempt + 1,
                "container": container.name,
                "image": container.spec.get("image"),
                "command": [
                    expand(a, variables) for a in container.spec.get("command") or []
                ],
                "args": [
                    expand(a, variables) for a in container.spec.get("args") or []
                ],
                "env": variables,
                "exit_code": container.exit_code,
            },
        )

    def select(self, namespace: str, selector: str) -> list[Pod]:
        """Return the pods of a namespace that fit a label selector."""
        return [
            pod
            for (home, _), pod in list(self.pods.items())
            if home == namespace and fits(pod.manifest["metadata"]["labels"], selector)
        ]


def fits(labels: dict[str, str], selector: str) -> bool:
    """Tell whether labels fit a selector of the forms `a=b`, `a!=b`, `a` and `!a`."""
    for term in filter(None, (part.strip() for part in selector.split(","))):
        name, operator, value = re.fullmatch(r"(!?[^!=]+)(!=|==?|)(.*)", term).groups()
        if operator == "!=":
            good = labels.get(name) != value
        elif operator:
            good = labels.get(name) == value
        else:
            good = name[1:] not in labels if name[0] == "!" else name in labels
        if not good:
            return False
    return True


class Handler(BaseHTTPRequestHandler):
    """Answers the few requests that the KubernetesPodOperator makes."""

    protocol_version = "HTTP/1.1"

    @property
    def kube(self) -> FakeKube:
        """Return the server's state."""
        return self.server.kube  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Keep quiet about requests."""

    def do_GET(self) -> None:
        """Read a pod, list pods or events, or read a log."""
        namespace, name, part = self.target()
        if part == "events":
            self.answer({"kind": "EventList", "apiVersion": "v1", "items": []})
        elif part == "version":
            self.answer({"major": "1", "minor": "35", "gitVersion": "v1.35.0"})
        elif name is None:
            pods = self.kube.select(namespace, self.query("labelSelector"))
            items = [pod.view() for pod in pods]
            self.answer({"kind": "PodList", "apiVersion": "v1", "items": items})
        elif pod := self.pod(namespace, name):
            if part == "log":
                self.send_log(pod)
            else:
                self.answer(pod.view())

    def do_POST(self) -> None:
        """Create a pod."""
        namespace, _, _ = self.target()
        self.answer(self.kube.create(namespace, self.body()).view(), 201)

    def do_PATCH(self) -> None:
        """Change a pod's labels."""
        namespace, name, _ = self.target()
        changes = self.body()
        if pod := self.pod(namespace, name):
            labels = (changes.get("metadata") or {}).get("labels") or {}
            pod.manifest["metadata"]["labels"].update(labels)
            self.answer(pod.view())

    def do_DELETE(self) -> None:
        """Delete a pod."""
        namespace, name, _ = self.target()
        self.body()
        if pod := self.pod(namespace, name):
            del self.kube.pods[namespace, name]
            self.answer(pod.view())

    def target(self) -> tuple[str, str | None, str]:
        """Split the path into namespace, name of a pod, and what of it is meant."""
        path = urlsplit(self.path).path
        found = re.fullmatch(
            r"/api/v1/namespaces/([^/]+)/(pods|events)(?:/([^/]+)(?:/(log))?)?",
            path,
        )
        if not found:
            return "", None, path.strip("/")
        namespace, kind, name, part = found.groups()
        return namespace, name, part or kind

    def query(self, name: str) -> str:
        """Return one parameter of the query, or nothing."""
        return parse_qs(urlsplit(self.path).query).get(name, [""])[0]

    def body(self) -> Json:
        """Read the request's JSON."""
        size = int(self.headers.get("Content-Length") or 0)
        return json.loads(self.rfile.read(size) or b"{}")

    def pod(self, namespace: str, name: str | None) -> Pod | None:
        """Find a pod, or answer that there is none."""
        pod = self.kube.pods.get((namespace, name or ""))
        if pod is None:
            self.refuse(404, "NotFound", f'pods "{name}" not found')
        return pod

    def answer(self, content: Json, code: int = 200) -> None:
        """Send a JSON answer."""
        data = json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, code: int, reason: str, message: str) -> None:
        """Send an error the way the Kubernetes API does."""
        status = {"kind": "Status", "status": "Failure", "code": code}
        self.answer({**status, "reason": reason, "message": message}, code)

    def send_log(self, pod: Pod) -> None:
        """Send a container's log, to its end where the client follows it."""
        container = pod.container(self.query("container"))
        if container is None or container.phase(pod.elapsed) == "waiting":
            self.refuse(400, "BadRequest", "container is waiting to start")
            return
        if self.query("follow").lower() == "true":
            while container.phase(pod.elapsed) == "running":
                time.sleep(FOLLOW_SECONDS)
        stamp = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        lines = "".join(f"{stamp} {line}\n" for line in container.log.splitlines())
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(lines.encode())))
        self.end_headers()
        self.wfile.write(lines.encode())


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rules", type=Path)
    options = parser.parse_args()
    rules = json.loads(options.rules.read_text()) if options.rules else []
    FakeKube(options.folder, rules).server.serve_forever()


if __name__ == "__main__":
    main()

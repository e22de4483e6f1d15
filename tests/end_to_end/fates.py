"""What happens to the containers and questions of a run: rules for the harness.

A step that yields values has to say something; what it says decides which way a run
goes. `good` gives every task of a plan what lets a run end well.
"""

import json
from typing import Any

import plans

Json = plans.Json

# A value of each type; of a list, two.
SAMPLES: Json = {
    "string": "person@example.com",
    "int": 100,
    "decimal": "12.50",
    "bool": True,
    "date": "2026-01-31",
    "timestamp": "2026-01-31T06:00:00Z",
    "duration": 60,
}


def sample(kind: Any) -> Any:
    """Return a value of a type."""
    if isinstance(kind, dict):
        return [sample(kind["list"])] * 2
    return SAMPLES[kind]


def says(dag: str, task: Json) -> Json | None:
    """Return a rule by which a task yields what it declares; none where it does not."""
    values = {value["name"]: sample(value["type"]) for value in task.get("values", [])}
    if not values or task["kind"]["kind"] == "join":
        return None
    return {"dag": dag, "task": task["name"], "message": json.dumps(values)}


def good(dag: str, plan: Json) -> list[Json]:
    """Return rules by which a run of a plan ends well."""
    rules = []
    for task in plan["pipeline"]["tasks"]:
        kind = task["kind"]
        if rule := says(dag, task):
            rules.append(rule)
        if kind["kind"] == "approval":
            who = next(iter(kind.get("by", [])), "anybody")
            answer = {"task": task["name"], "answer": "Approve", "by": who}
            rules.append({"dag": dag, **answer})
        if kind["kind"] == "fail":
            rules.append({"dag": dag, "task": task["name"], "exit_codes": [1]})
    given = {
        parameter["name"]: sample(parameter["type"])
        for parameter in plan["pipeline"].get("run_parameters", [])
        if "default" not in parameter
    }
    return [*rules, {"dag": dag, "conf": given}] if given else rules

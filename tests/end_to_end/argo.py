"""Generated Argo Workflows, reduced to what other engines say in their own words."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import manifests

Json = dict[str, Any]

NAME = re.compile(r"([a-zA-Z0-9_-]+)\.(?:Succeeded|Failed|Errored|Skipped|Omitted)")


def templates(folder: Path) -> dict[str, Json]:
    """Return the WorkflowTemplates below a folder by name."""
    return {
        found["metadata"]["name"]: found
        for found in manifests.objects(folder, "WorkflowTemplate")
    }


def crons(folder: Path, workflow: str) -> list[str]:
    """Return the schedules that start a WorkflowTemplate, each `expression in zone`."""
    return sorted(
        f"{expression} in {found['spec'].get('timezone', 'UTC')}"
        for found in manifests.objects(folder, "CronWorkflow")
        if found["spec"]["workflowSpec"]["workflowTemplateRef"]["name"] == workflow
        for expression in found["spec"]["schedules"]
    )


@cache
def _by_name(path: Path, workflow: str) -> tuple[Json, dict[str, Json]]:
    whole = templates(path)[workflow]["spec"]
    return whole, {one["name"]: one for one in whole["templates"]}


def tasks(folder: Path, workflow: str) -> dict[str, Json]:
    """Return every task of the work and the end: its template, what comes before."""
    whole, known = _by_name(folder, workflow)
    found: dict[str, Json] = {}
    for dag in (whole["entrypoint"], whole.get("onExit")):
        for task in known.get(dag, {}).get("dag", {}).get("tasks", []):
            template = known[task["template"]]
            bound = template.get("parallelism")
            # A loop is a template that holds its step once for each element.
            inner = [
                *template.get("dag", {}).get("tasks", []),
                *(one for group in template.get("steps", []) for one in group),
            ]
            if inner:
                (template,) = (
                    known[one["template"]]
                    for one in inner
                    if "withParam" in one or "withItems" in one
                )
            found[task["name"]] = {
                "before": sorted(set(NAME.findall(task.get("depends", "")))),
                "template": template,
                "at_once": bound,
                "at_the_end": dag != whole["entrypoint"],
            }
    return found


def wait(duration: str) -> int:
    """Return a duration of Argo's in seconds."""
    number, unit = int(duration[:-1]), duration[-1]
    return number * {"s": 1, "m": 60, "h": 3600}[unit]

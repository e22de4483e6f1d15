"""The first example, moved abroad, hurried and retried: one mistake, one error."""

import re
from pathlib import Path

import compiler
import places
import pytest

EXAMPLE = places.Example(places.EXAMPLES / "customer-analytics")

# What is moved: the text that surrounds the region, up to it.
MOVES = {
    "bucket": ("main.pipe", r"bucket +=[^}]*?\n +region += "),
    "salesforce": ("main.pipe", r"salesforce\.object \{[^}]*?\n +region += "),
    "cluster": ("platform.pipe", r"cluster \w+ \{\n +region += "),
    "staging": ("platform.pipe", r"staging += [^}\n]*region = "),
    "registry": ("platform.pipe", r'registry += "[^"]+" in '),
    "logs": ("platform.pipe", r"cluster \w+ \{.*?logs += "),
}


def project(tmp_path: Path) -> Path:
    """Return a copy of the example."""
    return compiler.copy_sources(EXAMPLE, tmp_path / "project")


def replace(folder: Path, name: str, pattern: str, new: str) -> None:
    """Replace the one place of a file that fits."""
    path = folder / name
    text, count = re.subn(pattern, new, path.read_text(), count=1, flags=re.DOTALL)
    assert count == 1, f"{pattern} is not in {name}"
    path.write_text(text)


def only_error(folder: Path) -> dict:
    """Return the one error of a project, which its build must refuse as well."""
    found = compiler.errors(folder)
    assert len(found) == 1, [error["message"] for error in found]
    assert compiler.run("check", folder=folder).returncode == 1
    assert compiler.run("build", folder=folder).returncode == 1
    assert not (folder / "generated").exists()
    return found[0]


def test_as_it_is(tmp_path: Path) -> None:
    """There is nothing to complain about."""
    assert compiler.errors(project(tmp_path)) == []


@pytest.mark.parametrize("what", MOVES)
def test_moving_abroad(what: str, tmp_path: Path) -> None:
    """Each thing moved to the United States is one error that prints the flow."""
    folder = project(tmp_path)
    name, pattern = MOVES[what]
    replace(folder, name, f"({pattern})[a-z0-9-]+", r"\g<1>us-east-1")
    error = only_error(folder)
    assert error["code"].startswith("PW06"), error
    assert error["path"] == name
    assert len(error["because"]) >= 2, "the flow has at least two hops"
    assert "us-east-1" in " ".join(
        [error["message"], error["label"], *error["because"]]
    )


def test_a_deadline_that_cannot_hold(tmp_path: Path) -> None:
    """It is one error that prints its arithmetic."""
    folder = project(tmp_path)
    replace(folder, "main.pipe", r"deadline +\w+", "deadline  5m")
    error = only_error(folder)
    assert error["code"].startswith("PW05"), error
    arithmetic = "\n".join(error["because"])
    assert "6m" in arithmetic, "the largest contributor is named"
    assert re.search(r"[=+*]|\u00d7", arithmetic), arithmetic


def test_retrying_an_append(tmp_path: Path) -> None:
    """It is refused, with the cheapest repair as a fix or in words."""
    folder = project(tmp_path)
    replace(folder, "main.pipe", "replacing all", "appending")
    error = only_error(folder)
    assert error["code"].startswith("PW07"), error
    assert error["fixes"], error
    assert error["help"] or error["fixes"][0]["title"]


def test_forms_of_findings(tmp_path: Path) -> None:
    """The same finding is told to people, SARIF readers and GitHub."""
    folder = project(tmp_path)
    replace(folder, "main.pipe", r"deadline +\w+", "deadline  5m")
    code = only_error(folder)["code"]
    human = compiler.run("check", folder=folder)
    assert code in human.stderr
    for form in ("sarif", "github"):
        assert code in compiler.run("check", "--format", form, folder=folder).stdout


def test_every_code_is_explained(tmp_path: Path) -> None:
    """`explain` knows the code of a finding."""
    folder = project(tmp_path)
    replace(folder, "main.pipe", r"deadline +\w+", "deadline  5m")
    code = only_error(folder)["code"]
    assert code in compiler.succeed("explain", code, folder=folder)

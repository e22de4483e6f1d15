"""`ledger` and `why` say what is so, and the manual shows what they say."""

import json
import re
import shutil
from pathlib import Path

import compiler
import jsonschema_rs
import places
import pytest

CONSOLE = re.compile(
    r"^```console\n\$ pipewright ([^\n>|]*)\n(.+?)^```$", re.MULTILINE | re.DOTALL
)
SHOWN = places.EXAMPLES / "finance-close"
DAG = "generated/prod/airflow/dags/close_month.py"


def documented() -> list[tuple[str, str]]:
    """Return each command of the page, with the output it shows."""
    return CONSOLE.findall((places.DOCS / "ledger.md").read_text())


@pytest.mark.parametrize(("command", "output"), documented())
def test_the_manual_shows_what_is_printed(command: str, output: str) -> None:
    """Each paragraph of a shown output is one of what the command prints."""
    printed = compiler.succeed(*command.split(), folder=SHOWN)
    for paragraph in output.strip().split("\n\n"):
        assert paragraph in printed


def test_the_manual_shows_some() -> None:
    """The page has outputs of both verbs."""
    verbs = {command.split()[0] for command, _ in documented()}
    assert verbs == {"ledger", "why"}


def test_ledgers_fit_their_schema(example: places.Example) -> None:
    """The JSON form is as published, closed, and has every constraint kept."""
    schema = json.loads((places.DOCS / "ledger.schema.json").read_text())
    validator = jsonschema_rs.validator_for(schema)
    text = compiler.succeed("ledger", "--as", "json", folder=example.folder)
    document = json.loads(text)
    validator.validate(document)
    for ledger in document["ledgers"]:
        for constraint in ledger["constraints"]:
            assert constraint["kept"], constraint
            for kept in constraint["kept"]:
                if "file" in kept:
                    file = example.generated / kept["file"]
                    last = max(place["last"] for place in kept["lines"])
                    assert last <= len(file.read_text().splitlines()), kept
    document["ledgers"][0]["constraints"][0]["more"] = 1
    assert not validator.is_valid(document)


def test_markdown_is_tables(example: places.Example) -> None:
    """Each row of a table has as many cells as its head."""
    text = compiler.succeed("ledger", "--as", "markdown", folder=example.folder)
    cells = 0
    for line in text.splitlines():
        if not line.startswith("|"):
            cells = 0
            continue
        bars = len(re.findall(r"(?<!\\)\|", line))
        assert bars == (cells or bars), line
        cells = bars
    assert "| constraint | kept | by | facts |" in text


def test_tables_fit_a_terminal(example: places.Example) -> None:
    """No line is longer than 80 columns, but for words that are longer."""
    text = compiler.succeed("ledger", folder=example.folder)
    for line in text.splitlines():
        assert len(line) <= 80 or len(line.split()) == 1, line


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of an example that may be changed."""
    folder = tmp_path / "finance-close"
    shutil.copytree(SHOWN, folder)
    return folder


def line_of(folder: Path, path: str, text: str) -> int:
    """Return the number of the line that holds a text."""
    lines = (folder / path).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def why(folder: Path, place: str) -> dict:
    """Return the answer of `why` as data."""
    return json.loads(compiler.succeed("why", place, "--format", "json", folder=folder))


def test_there_and_back(copy: Path) -> None:
    """A generated line leads to its source line, and that one back."""
    line = line_of(copy, DAG, "dagrun_timeout")
    cause = why(copy, f"{DAG}:{line}")["cause"]
    assert cause["source"]["text"].split() == ["deadline", "6h"]
    place = f"{cause['source']['file']}:{cause['source']['line']}"
    made = why(copy, place)["makes"]
    assert [f"generated/{one['file']}:{one['line']}" for one in made].count(
        f"{DAG}:{line}"
    ) == 1


def test_what_is_stale_is_said(copy: Path) -> None:
    """Moved lines are found where they would be; edited ones have no answer."""
    file = copy / DAG
    text = file.read_text()
    file.write_text("# by hand\n" + text)
    line = line_of(copy, DAG, "dagrun_timeout")
    answer = why(copy, f"{DAG}:{line}")
    assert "is not what the compiler writes now" in answer["note"]
    assert answer["cause"]["keeps"][0]["constraint"] == "deadline 6h"
    edited = compiler.run("why", f"{DAG}:1", folder=copy)
    assert edited.returncode == 1
    assert "pipewright build" in edited.stderr


def test_what_is_not_there_is_refused(copy: Path) -> None:
    """Places that are none, and files of nobody, have messages of their own."""
    (copy / "generated" / "notes.txt").write_text("mine\n")
    (copy / "notes.txt").write_text("mine\n")
    for place, code, words in [
        ("main.pipe", 2, "write FILE:LINE"),
        ("main.pipe:0", 2, "write FILE:LINE"),
        ("main.pipe:9999", 1, "lines"),
        ("nowhere.pipe:1", 3, "cannot read"),
        ("generated/notes.txt:1", 1, "is not what this project generates"),
        ("notes.txt:1", 1, "is no source file"),
        (f"{DAG}:99999", 1, "lines"),
    ]:
        done = compiler.run("why", place, folder=copy)
        assert done.returncode == code, place
        assert words in done.stderr, done.stderr


def test_elsewhere(copy: Path, tmp_path: Path) -> None:
    """Output that was built elsewhere is found with `--out` and `--project`."""
    out = tmp_path / "out"
    compiler.succeed("build", "--out", out, folder=copy)
    place = f"{out}/prod/airflow/dags/close_month.py:1"
    text = compiler.succeed("why", place, "--out", out, "--project", ".", folder=copy)
    assert "nobody demanded it: header" in text

"""Graphs hold: SVG by itself, Mermaid for Mermaid, DOT for Graphviz."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import compiler
import places
import pytest

MERMAID = places.ROOT / "tests" / "tools" / "mermaid"
SVG = "{http://www.w3.org/2000/svg}"

# Names and conditions with everything that means something in some language.
HOSTILE = r"""
/// Breaks "quotes", <tags> & `ticks`; %% {{holes}} --> end.
pipeline end(flag: string per run = "x") {
  schedule every 1d
  deadline 6h
  region   eu

  /// subgraph ]) }} "
  step graph: Row = run "ghcr.io/acme/end:1.0" {
    inputs = [class]
  }

  check graph {
    label matches "^[\"|<>&;#]{1,2}$"
  }

  when flag matches "^[^|\"'<>]+]\\)$" {
    step style: Row = run "ghcr.io/acme/end:1.0" {
      inputs = [graph]
    }
  }

  write graph to subgraph replacing all
}
"""


@pytest.fixture(scope="session")
def mermaid() -> Path:
    """Return the script that parses Mermaid, with what it needs installed."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Mermaid needs node and npm")
    tool = places.TOOLS / "mermaid"
    lock = (MERMAID / "package-lock.json").read_text()
    stamp = tool / "stamp"
    if not stamp.is_file() or stamp.read_text() != lock:
        tool.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(MERMAID / name, tool / name)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--silent"]
        done = subprocess.run(command, cwd=tool, capture_output=True, check=False)
        if done.returncode:
            pytest.skip("npm could not install Mermaid")
        stamp.write_text(lock)
    shutil.copy(MERMAID / "check.mjs", tool / "check.mjs")
    return tool / "check.mjs"


@pytest.fixture(scope="session")
def graphviz() -> str:
    """Return Graphviz's `dot`."""
    program = shutil.which("dot")
    if program is None:
        pytest.skip("Graphviz is not installed")
    return program


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a project whose words mean something elsewhere."""
    compiler.succeed("init", "fresh", folder=tmp_path)
    folder = tmp_path / "fresh"
    types = """
import std.s3

type Row {
  id:    int key
  label: string pii
}

dataset class: Row = s3.parquet {
  bucket = "acme-lake"
  prefix = "class/"
  region = eu-west-1
}

dataset subgraph: Row = s3.parquet {
  bucket = "acme-lake"
  prefix = "subgraph/"
  region = eu-west-1
}
"""
    (folder / "main.pipe").write_text(types + HOSTILE)
    (folder / "platform.pipe").write_text("""
import std.s3

cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB }]
  logs   = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = [json]
  namespace = "data"
  registry  = "ghcr.io/acme" in eu
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}
""")
    return folder


def drawn(folder: Path, form: str) -> str:
    """Draw a project."""
    return compiler.succeed("graph", ".", "--as", form, folder=folder)


def check_svg(text: str) -> ET.Element:
    """Check a picture: well-formed, described, and with everything inside of it."""
    root = ET.fromstring(text)  # noqa: S314 - we wrote it a moment ago
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    width, height = int(root.get("width", 0)), int(root.get("height", 0))
    boxes = []
    for box in root.iter(f"{SVG}rect"):
        x, y = int(box.get("x", 0)), int(box.get("y", 0))
        right, bottom = x + int(box.get("width", 0)), y + int(box.get("height", 0))
        assert 0 <= x <= right <= width, box.attrib
        assert 0 <= y <= bottom <= height, box.attrib
        if (box.get("class") or "").startswith("card"):
            boxes.append((x, y, right, bottom))
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = (
                one[2] <= other[0]
                or other[2] <= one[0]
                or one[3] <= other[1]
                or other[3] <= one[1]
            )
            inside = one[0] < other[0] and other[2] < one[2]
            assert apart or inside, f"{one} and {other} overlap"
    return root


def test_pictures_hold(example: places.Example) -> None:
    """Every example is a picture of which no two boxes overlap, twice the same."""
    text = drawn(example.folder, "svg")
    check_svg(text)
    assert drawn(example.folder, "svg") == text


def test_mermaid_reads_what_is_drawn(
    example: places.Example, mermaid: Path, tmp_path: Path
) -> None:
    """Mermaid takes the graph of every example for a flowchart."""
    file = tmp_path / "graph.mmd"
    file.write_text(drawn(example.folder, "mermaid"))
    parse(mermaid, file)


def test_graphviz_reads_what_is_drawn(
    example: places.Example, graphviz: str, tmp_path: Path
) -> None:
    """Graphviz draws the graph of every example."""
    file = tmp_path / "graph.dot"
    file.write_text(drawn(example.folder, "dot"))
    subprocess.run([graphviz, "-Tsvg", file], capture_output=True, check=True)


def test_words_that_mean_something_elsewhere(
    hostile: Path, mermaid: Path, graphviz: str
) -> None:
    """Keywords, quotes and brackets of three languages stay text in all of them."""
    words = "".join(check_svg(drawn(hostile, "svg")).itertext())
    assert 'Breaks "quotes", <tags> & `ticks`' in words
    file = hostile / "graph.mmd"
    file.write_text(drawn(hostile, "mermaid"))
    parse(mermaid, file)
    file = hostile / "graph.dot"
    file.write_text(drawn(hostile, "dot"))
    subprocess.run([graphviz, "-Tsvg", file], capture_output=True, check=True)


def parse(mermaid: Path, file: Path) -> None:
    """Have Mermaid read a file."""
    command = ["node", mermaid, file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "flowchart" in done.stdout


def test_a_part_is_drawn() -> None:
    """`--pipeline` draws that pipeline and its datasets; a wrong one has a hint."""
    folder = places.EXAMPLES / "hourly-rollup"
    text = compiler.succeed(
        "graph", ".", "--pipeline", "daily", "--as", "dot", folder=folder
    )
    assert "days" in text
    assert "page_views" not in text
    wrong = compiler.run("graph", ".", "--pipeline", "dayly", folder=folder)
    assert wrong.returncode == 2
    assert "did you mean `daily`?" in wrong.stderr

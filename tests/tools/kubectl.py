#!/usr/bin/env python3
"""Print the path of a `kubectl` that knows today's kustomizations.

    python3 tests/tools/kubectl.py

The one on the `PATH` is taken when it renders a small kustomization. Otherwise Debian's
own package (release 13, signed) is unpacked below `target/tools/kubectl` with
`apt-get`, which needs neither root nor a change to the machine. Exits 1, with the
reason, where neither can be had.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "target" / "tools" / "kubectl"
OURS = HOME / "usr" / "bin" / "kubectl"

# Debian 12 carries kubectl 1.20, whose kustomize is too old for `labels`.
SOURCE = """\
Types: deb
URIs: http://deb.debian.org/debian
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""

# What a good kubectl must render; `labels` came with kustomize 4.1.
PROBE = {
    "kustomization.yaml": (
        "apiVersion: kustomize.config.k8s.io/v1beta1\n"
        "kind: Kustomization\n"
        "labels:\n  - pairs:\n      part: probe\n"
        "resources:\n  - map.yaml\n"
    ),
    "map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: probe\n",
}


def works(program: Path | str) -> bool:
    """Tell whether this kubectl renders the probe."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROBE.items():
            (Path(folder) / name).write_text(text)
        try:
            done = subprocess.run(
                [program, "kustomize", folder],
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError:
            return False
    return done.returncode == 0 and "part: probe" in done.stdout


def install() -> None:
    """Unpack Debian's package below `target/tools`, with package lists of its own."""
    state = HOME / "apt"
    shutil.rmtree(HOME, ignore_errors=True)
    for folder in ("lists/partial", "archives/partial"):
        (state / folder).mkdir(parents=True)
    (state / "debian.sources").write_text(SOURCE)
    (state / "status").touch()
    options = {
        "Dir::State": state,
        "Dir::State::Lists": state / "lists",
        "Dir::State::Status": state / "status",
        "Dir::Cache": state,
        "Dir::Etc::SourceList": state / "debian.sources",
        "Dir::Etc::SourceParts": "-",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
    }
    flags = [
        word for key, value in options.items() for word in ("-o", f"{key}={value}")
    ]
    for command in (
        ["apt-get", *flags, "-qq", "update"],
        ["apt-get", *flags, "-qq", "download", "kubectl"],
    ):
        subprocess.run(command, cwd=state, check=True, stdout=sys.stderr)
    (package,) = state.glob("kubectl_*.deb")
    subprocess.run(["dpkg-deb", "-x", package, HOME], check=True, stdout=sys.stderr)
    shutil.rmtree(state)


def main() -> None:
    """Find one, or get one."""
    found = os.environ.get("KUBECTL") or shutil.which("kubectl")
    if found and works(found):
        print(found)
        return
    if not works(OURS):
        print(f"kubectl.py: unpacking Debian's kubectl into {HOME}", file=sys.stderr)
        try:
            install()
        except (OSError, subprocess.CalledProcessError) as problem:
            sys.exit(f"kubectl.py: none on the PATH, and apt-get gave none: {problem}")
        if not works(OURS):
            sys.exit("kubectl.py: Debian's kubectl does not render a kustomization")
    print(OURS)


if __name__ == "__main__":
    main()

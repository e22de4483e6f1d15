#!/usr/bin/env python3
"""Install the Python tools that the tests use: real Airflow, and the checkers.

Each tool set is a virtual environment under `target/tools`, made from a lock file
with hashes. An environment whose stamp matches its lock is left alone, without
touching the network, so a second call costs milliseconds and works offline.

    python3 tests/tools/install.py                 what every test run needs
    python3 tests/tools/install.py airflow         one of them
    python3 tests/tools/install.py --relock        resolve the `.in` files again

Needs Python 3.11 or later and, for the first call, PyPI.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
TOOLS = TESTS.parent / "target" / "tools"

# What each environment is made from. The lock lies beside its `.in` file.
LOCKS = {
    "airflow": TESTS / "airflow" / "requirements.lock",
    "checks": TESTS / "tools" / "requirements.lock",
    "editors": TESTS / "tools" / "editors.lock",
}
# What every test run needs; the others are installed by name.
USUAL = ("airflow", "checks")
UV_LOCK = TESTS / "tools" / "uv.lock"

# The locks hold for every Python in this range.
OLDEST_PYTHON = "3.11"
PYTHON_RANGE = ">=3.11,<3.14"


def stamp_of(lock: Path) -> str:
    """Name the exact content of a lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_current(environment: Path, lock: Path) -> bool:
    """Tell whether an environment was completely installed from this very lock."""
    stamp = environment / "stamp"
    return stamp.is_file() and stamp.read_text() == stamp_of(lock)


def mark_current(environment: Path, lock: Path) -> None:
    """Record that an environment is complete; always the last step."""
    (environment / "stamp").write_text(stamp_of(lock))


def clean_environ() -> dict[str, str]:
    """Return our own variables without those that would change an installation."""
    hidden = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    return {key: value for key, value in os.environ.items() if key not in hidden}


def run(*command: str | Path) -> None:
    """Run a command, and stop when it fails."""
    words = [str(part) for part in command]
    done = subprocess.run(words, env=clean_environ(), check=False)
    if done.returncode:
        sys.exit(f"install.py: `{' '.join(words[:3])} …` exited {done.returncode}")


def install_uv() -> Path:
    """Return our pinned `uv`, installing it with pip when it is missing."""
    environment = TOOLS / "uv"
    program = environment / "bin" / "uv"
    if not is_current(environment, UV_LOCK):
        venv.create(environment, clear=True, with_pip=True)
        pip = (environment / "bin" / "python", "-m", "pip", "install", "--quiet")
        run(*pip, "--require-hashes", "--only-binary=:all:", "-r", UV_LOCK)
        mark_current(environment, UV_LOCK)
    return program


def install(name: str) -> None:
    """Bring one environment up to date with its lock."""
    environment, lock = TOOLS / name, LOCKS[name]
    if is_current(environment, lock):
        return
    print(f"install.py: installing {name} into {environment}", file=sys.stderr)
    uv = install_uv()
    shutil.rmtree(environment, ignore_errors=True)
    run(uv, "venv", "--quiet", "--python", PYTHON_RANGE, environment)
    run(
        *(uv, "pip", "install", "--quiet", "--require-hashes", "--compile-bytecode"),
        *("--python", environment / "bin" / "python", "-r", lock),
    )
    mark_current(environment, lock)


def relock() -> None:
    """Resolve every `.in` file again, keeping the versions that still fit."""
    uv = install_uv()
    for lock in (*LOCKS.values(), UV_LOCK):
        run(
            *(uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes"),
            *("--python-version", OLDEST_PYTHON, "--no-annotate"),
            *("--custom-compile-command", "python3 tests/tools/install.py --relock"),
            *(lock.with_suffix(".in"), "--output-file", lock),
        )


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(LOCKS))
    parser.add_argument("--relock", action="store_true", help="renew the lock files")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(LOCKS))
    if unknown:
        parser.error(f"no tool set named {', '.join(unknown)}")

    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # tests may call us side by side
        if options.relock:
            relock()
        for name in options.names or USUAL:
            install(name)


if __name__ == "__main__":
    main()

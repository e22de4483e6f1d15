"""Generated manifests are what Kubernetes, Kustomize and a security reviewer accept."""

import json
import subprocess
from pathlib import Path

import explained
import kubernetes_validate
import manifests
import places
import pods
import pytest

STRICT = ("--no-nulls", "--portable", "--no-open", "--no-deprecated")


def check_manifests(version: str, *paths: Path) -> None:
    """Check manifests the way a strict API server does."""
    python = places.CHECKS / "python"
    done = subprocess.run(
        [python, places.CHECK_MANIFESTS, *STRICT, "--k8s", version, *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def needs_shared() -> None:
    """Skip, and say so, where the schemas do not lie beside the repository."""
    if not places.CHECK_MANIFESTS.is_file():
        pytest.skip(
            f"no {places.CHECK_MANIFESTS}: custom resources are not checked against "
            "their schemas; built-in kinds are, by test_built_in_kinds"
        )


@pytest.mark.parametrize("version", places.KUBERNETES_VERSIONS)
def test_strict_schemas(version: str) -> None:
    """Every file of every example passes the strict check."""
    needs_shared()
    found = [path for example in places.examples() for path in manifests.files(example)]
    check_manifests(version, *found)


@pytest.mark.parametrize("version", places.KUBERNETES_VERSIONS)
def test_built_in_kinds(example: places.Example, version: str) -> None:
    """Built-in kinds fit Kubernetes' published schemas, unknown fields refused."""
    checked = 0
    for path in manifests.files(example):
        for document in manifests.documents(path):
            group, _, _ = document["apiVersion"].rpartition("/")
            if "." in group and not group.endswith(".k8s.io"):
                continue
            if group in {"kustomize.config.k8s.io", "gateway.networking.k8s.io"}:
                continue
            kubernetes_validate.validate(document, version, strict=True)
            checked += 1
    has_cluster = any((place / "kubernetes").is_dir() for place in example.environments)
    assert checked or not has_cluster


def test_kustomize(example: places.Example, kubectl: str, tmp_path: Path) -> None:
    """`kubectl kustomize` renders every folder, and what it renders is as strict."""
    folders = manifests.kustomizations(example.generated)
    for number, folder in enumerate(folders):
        done = subprocess.run(
            [kubectl, "kustomize", folder], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{folder}: {done.stderr}"
        assert "deprecated" not in done.stderr.lower(), f"{folder}: {done.stderr}"
        # A cluster that nothing was placed on has an overlay too, which empties it.
        (document,) = manifests.documents(folder / "kustomization.yaml")
        rendered = bool(done.stdout.strip())
        assert rendered == bool(document["resources"]), f"{folder} renders nothing"
        (tmp_path / f"{number}.yaml").write_text(done.stdout)
    if folders and places.CHECK_MANIFESTS.is_file():
        check_manifests(places.KUBERNETES_VERSIONS[0], tmp_path)


def test_every_manifest_is_in_a_kustomization(example: places.Example) -> None:
    """No file of a base or an overlay is forgotten, and none is applied twice."""
    for place in example.environments:
        for parts in (
            [place / "kubernetes" / "base", place / "kubernetes" / "overlays"],
            [place / "airflow" / "kubernetes"],
        ):
            listed: list[Path] = []
            tops: set[Path] = set()
            for folder in [
                found for part in parts for found in manifests.kustomizations(part)
            ]:
                (document,) = manifests.documents(folder / "kustomization.yaml")
                for name in document.get("resources", []):
                    path = (folder / name).resolve()
                    listed.append(
                        path / "kustomization.yaml" if path.is_dir() else path
                    )
                if folder.parent.name == "overlays" or folder in parts:
                    tops.add((folder / "kustomization.yaml").resolve())
            found = {path.resolve() for part in parts for path in part.rglob("*.yaml")}
            assert not found - set(listed) - tops
            assert len(listed) == len(set(listed))


@pytest.fixture(scope="session")
def failed_checks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Run checkov over all manifests, and over the pods that Airflow would create."""
    folder = tmp_path_factory.mktemp("checkov")
    for example in places.examples():
        for place in example.environments:
            for path in sorted(place.rglob("*.yaml")):
                relative = path.relative_to(places.EXAMPLES)
                copy = folder / "manifests" / relative
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
    for name, pod in pods.airflow_pods().items():
        path = folder / "airflow" / f"{'-'.join(name)}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**pod, "apiVersion": "v1", "kind": "Pod"}))
    done = subprocess.run(
        [
            *(places.CHECKS / "checkov", "--directory", folder),
            *("--framework", "kubernetes", "--output", "json", "--compact", "--quiet"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert report["summary"]["passed"] > 0, done.stderr
    assert report["summary"]["parsing_errors"] == 0
    failed: dict[str, set[str]] = {}
    for check in report["results"]["failed_checks"]:
        place = f"{check['file_path']} {check['resource']}"
        failed.setdefault(check["check_id"], set()).add(place)
    return failed


def test_checkov(failed_checks: dict[str, set[str]]) -> None:
    """Every failed check is one that `docs/security.md` explains."""
    known = explained.findings()
    unknown = {
        name: found for name, found in failed_checks.items() if name not in known
    }
    assert not unknown


def test_explanations_are_needed(failed_checks: dict[str, set[str]]) -> None:
    """`docs/security.md` explains nothing that no longer fails."""
    assert explained.findings() <= set(failed_checks)

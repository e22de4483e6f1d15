"""Plans fit their published schema, and their ledgers leave nothing open."""

import json

import jsonschema_rs
import places
import plans


def test_plans_fit_the_schema(example: places.Example) -> None:
    """Every committed plan validates against `docs/plan.schema.json`."""
    schema = json.loads((places.DOCS / "plan.schema.json").read_text())
    validator = jsonschema_rs.validator_for(schema)
    for plan in plans.of(example).values():
        problems = [str(problem) for problem in validator.iter_errors(plan)]
        assert not problems


def test_the_schema_is_closed(example: places.Example) -> None:
    """A field that nobody knows is refused, so that the schema says something."""
    schema = json.loads((places.DOCS / "plan.schema.json").read_text())
    validator = jsonschema_rs.validator_for(schema)
    for plan in plans.of(example).values():
        assert not validator.is_valid({**plan, "surprise": 1})


def test_every_constraint_is_kept(example: places.Example) -> None:
    """Each constraint is proven, or enforced on each target by what exists."""
    for (environment, _), plan in plans.of(example).items():
        rows = plan["ledger"]["rows"]
        targets = {target["name"] for target in plan["environment"]["targets"]}
        for constraint in plan["ledger"]["constraints"]:
            kept = [row for row in rows if row["constraint"] == constraint["id"]]
            everywhere = any(row.get("target") is None for row in kept)
            enforcers = {row["target"] for row in kept if row.get("target")}
            assert everywhere or targets - {"json"} <= enforcers, constraint
        for row in rows:
            assert row["by"]
            if "file" in row:
                assert (example.generated / environment / row["file"]).is_file(), row

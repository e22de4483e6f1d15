"""Rows that keep or break the conditions of a check, and their Parquet files.

A value is the text of a DuckDB expression; a row maps columns to values.
"""

import re
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import places

Json = dict[str, Any]
Row = dict[str, str]

SAMPLES = {
    "string": "'text {n}'",
    "int": "{n}",
    "float": "{n}.5",
    "bool": "true",
    "date": "DATE '2026-01-01' + {n}",
    "timestamp": "TIMESTAMP '2026-01-01 00:00:00' + INTERVAL ({n}) SECOND",
    "json": "'{{\"n\": {n}}}'",
    "bytes": "'\\x{n:02X}'::BLOB",
}


def duckdb(script: str) -> subprocess.CompletedProcess[str]:
    """Execute statements the way the generated containers do."""
    return subprocess.run(
        [places.CHECKS / "duckdb", "-no-init", "-bail", "-f", "/dev/stdin"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )


def type_name(kind: Any) -> str:
    """Return DuckDB's name of a column type of a plan."""
    names = {
        "string": "VARCHAR",
        "int": "BIGINT",
        "float": "DOUBLE",
        "bool": "BOOLEAN",
        "date": "DATE",
        "timestamp": "TIMESTAMP",
        "json": "JSON",
        "bytes": "BLOB",
    }
    if isinstance(kind, str):
        return names[kind]
    ((name, inner),) = kind.items()
    if name == "decimal":
        return f"DECIMAL({inner['precision']},{inner['scale']})"
    if name == "list":
        return f"{type_name(inner)}[]"
    fields = (f'"{column["name"]}" {type_name(column["type"])}' for column in inner)
    return f"STRUCT({', '.join(fields)})"


def sample(kind: Any, number: int) -> str:
    """Return a value of a type; another one for another number."""
    if isinstance(kind, str):
        return SAMPLES[kind].format(n=number)
    ((name, inner),) = kind.items()
    if name == "decimal":
        return f"{number}::{type_name(kind)}"
    if name == "list":
        return f"[{sample(inner, number)}]"
    fields = (f"'{c['name']}': {sample(c['type'], number)}" for c in inner)
    return f"{{{', '.join(fields)}}}::{type_name(kind)}"


def literal(value: Json) -> str:
    """Return a value of a condition as an expression."""
    ((kind, inner),) = value.items()
    if kind == "text":
        return "'" + inner.replace("'", "''") + "'"
    if kind == "date":
        return f"DATE '{inner}'"
    if kind == "column":
        return f'"{inner}"'
    return str(inner).lower()


def matching(pattern: str) -> str:
    """Return a text that matches a regular expression of the usual kind."""

    def one(item: tuple[Any, Any]) -> str:
        operator, argument = item
        if operator is code.LITERAL:
            return chr(argument)
        if operator is code.ANY:
            return "a"
        if operator is code.IN:
            return one(argument[0])
        if operator is code.RANGE:
            return chr(argument[0])
        if operator is code.CATEGORY:
            return "1" if argument is code.CATEGORY_DIGIT else "a"
        if operator in (code.MAX_REPEAT, code.MIN_REPEAT):
            low, _, inner = argument
            return "".join(map(one, inner)) * max(low, 1)
        if operator is code.SUBPATTERN:
            return "".join(map(one, argument[-1]))
        if operator is code.BRANCH:
            return "".join(map(one, argument[1][0]))
        return ""

    found = "".join(map(one, _parser.parse(pattern)))
    assert re.search(pattern, found), f"no text found for {pattern}"
    return found


def good_rows(columns: list[Json], conditions: list[Json]) -> list[Row]:
    """Return rows that keep every condition."""
    count = 2
    for condition in conditions:
        operator = condition["operator"]
        if operator["kind"] == "rows":
            limit = operator["value"]
            sign = operator["comparison"]
            count = max(count, limit + 1) if sign in (">", ">=", "!=") else count
            count = limit if sign in ("==", "<=") else count
            count = limit - 1 if sign == "<" else count
    table = [
        {column["name"]: sample(column["type"], number) for column in columns}
        for number in range(1, count + 1)
    ]
    for condition in conditions:
        operator = condition["operator"]
        for number, row in enumerate(table):
            if operator["kind"] == "compare":
                kinds = {column["name"]: column["type"] for column in columns}
                step = smallest_step(kinds[operator["column"]]) * number
                row[operator["column"]] = keeping(operator, row, step)
            elif operator["kind"] == "in":
                row[operator["column"]] = literal(operator["values"][0])
            elif operator["kind"] == "matches":
                text = matching(operator["pattern"]).replace("'", "''")
                row[operator["column"]] = f"'{text}'"
            elif operator["kind"] == "fresh":
                row[operator["column"]] = "now()::TIMESTAMP"
    return table


def compared(value: Json, row: Row) -> str:
    """Return the other side of a comparison in a row."""
    return row[value["column"]] if "column" in value else literal(value)


def smallest_step(kind: Any) -> Decimal:
    """Return the least difference between two numbers of a type."""
    scale = kind["decimal"]["scale"] if isinstance(kind, dict) else 0
    return Decimal(1).scaleb(-scale)


def keeping(operator: Json, row: Row, step: Decimal) -> str:
    """Return a value that keeps a comparison; another one for another step."""
    other = compared(operator["value"], row)
    if not re.fullmatch(r"-?[\d.]+(::.*)?", other):
        return row[operator["column"]] if operator["comparison"] == "!=" else other
    away = {">": 1 + step, ">=": step, "<": -1 - step, "<=": -step, "!=": 1}
    return f"({other} + {away.get(operator['comparison'], 0):f})"


def breaking(operator: Json, row: Row) -> str:
    """Return a value that breaks a comparison."""
    other = compared(operator["value"], row)
    sign = operator["comparison"]
    if sign in ("!=", ">", "<"):
        return other
    if re.fullmatch(r"-?[\d.]+(::.*)?", other):
        return f"({other} {'+' if sign == '<=' else '-'} 1)"
    if other.startswith("DATE"):
        return f"({other} {'+' if sign == '<=' else '-'} 1)"
    if other in ("true", "false"):
        return f"(NOT {other})"
    return f"('' || {other} || '~')" if sign in ("==", "<=") else "''"


def bad_tables(table: list[Row], condition: Json) -> Iterator[list[Row]]:
    """Yield tables that break one condition, and only that one where possible."""
    operator = condition["operator"]
    kind = operator["kind"]
    if kind == "rows":
        value, sign = operator["value"], operator["comparison"]
        wrong = {"<": value, "<=": value + 1, "==": value + 1, "!=": value}
        count = wrong.get(sign, value if sign == ">" else value - 1)
        if count >= 0:
            yield [table[0]] * count
    elif kind == "compare":
        first = {**table[0], operator["column"]: breaking(operator, table[0])}
        yield [first, *table[1:]]
    elif kind == "unique":
        yield [*table, table[0]]
    elif kind == "complete":
        for column in operator["columns"]:
            yield [{**table[0], column: "NULL"}, *table[1:]]
    elif kind in ("in", "matches"):
        strange = "'\u2603 neither'" if kind == "matches" else "NULL"
        values = operator.get("values") or []
        if values:
            number = "int" in values[0] or "decimal" in values[0]
            strange = "-987654" if number else "'\u2603 neither'"
        yield [{**table[0], operator["column"]: strange}, *table[1:]]
    elif kind == "fresh":
        old = f"now()::TIMESTAMP - INTERVAL ({operator['within_seconds'] + 60}) SECOND"
        yield [{**row, operator["column"]: old} for row in table]


def write(path: Path, columns: list[Json], table: list[Row], *, text: bool) -> None:
    """Write rows to a file; as text, or with the columns' types."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def value(column: Json, given: str) -> str:
        wanted = "VARCHAR" if text else type_name(column["type"])
        return f'CAST({given} AS {wanted}) AS "{column["name"]}"'

    selects = [
        "SELECT " + ", ".join(value(column, row[column["name"]]) for column in columns)
        for row in table
    ]
    if not selects:
        nothing = ", ".join(value(column, "NULL") for column in columns)
        selects = [f"SELECT {nothing} WHERE false"]
    done = duckdb(f"COPY ({' UNION ALL '.join(selects)}) TO '{path}';\n")
    assert done.returncode == 0, done.stderr

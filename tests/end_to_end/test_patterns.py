"""Every pattern the compiler lets through, DuckDB's RE2 reads."""

from pathlib import Path

import compiler
import rows

GOOD = (
    "^[A-Z]{2}-[0-9]+$",
    "(?i)paid|open",
    r"\d+\.\d{2}",
    r"\p{Greek}\pL[\p{Lu}\w]",
    "(?P<year>[0-9]{4})",
    "[[:alpha:]_-]",
    "(?:a{30}){30}",
)
HOSTILE = (
    *("((a{30}){40})", "(a{1000}){2}", "a{1001}", "a**", "a++", "a{,3}", "a{2,1}"),
    *("[a&&b]", "[a--b]", "[a~~b]", "[a[b]c]", "[]a]", "[^]a]", "[z-a]", r"[\d-z]"),
    *("(?x)a b", "(?u)a", "(?-u)a", "(?R)a", "(?s).", "(?U)a+", "(?#c)a", "(?>a)"),
    *(r"\p{Greek}", r"\p{greek}", r"\p{Alphabetic}", r"\p{Script=Greek}", r"\p{Any}"),
    *("(?<n>a)", r"\b{start}a", r"\<a", r"\u0061", r"\u{61}", r"\x{61}", r"\Q.\E"),
    *("[[:alpha:]]", "[[:foo:]]", "[[.a.]]", r"\p{Emoji}", r"\p{Cn}", r"\p{LC}"),
    *(r"\z", r"\Z", r"\A", r"\C", r"\K", r"\G", r"\1", r"\0", r"\cA", r"\X", r"\h"),
    *(r"\p{L}{400}", r"\p{L}{1000}", "[^a]" * 40 + "{1000}", "{", "a{", "(", "()"),
    *("(?:" + "[^a]" * 40 + "){1000}", "(?:" + "." * 100 + "){1000}", "\\", "(?=a)"),
)


def quoted(text: str) -> str:
    """Return a text as the language writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def project(folder: Path, pattern: str) -> Path:
    """Make a project with one check that a column matches a pattern."""
    (folder / "pipewright.toml").write_text('name = "patterns"\n')
    (folder / "main.pipe").write_text(
        "import std.s3\n"
        "type Row {\n  id: int key\n  name: string\n}\n"
        'dataset rows: Row = s3.parquet { bucket = "acme-lake", prefix = "rows/", '
        "region = eu-west-1 }\n"
        "pipeline p {\n  schedule manual\n"
        '  step copy: Row = run "ghcr.io/acme/copy:1.0" {}\n'
        f"  check copy {{ name matches {quoted(pattern)} }}\n"
        "  write copy to rows replacing all\n}\n"
    )
    return folder


def read_by_duckdb(pattern: str) -> bool:
    """Tell whether DuckDB reads a pattern."""
    text = pattern.replace("'", "''")
    return rows.duckdb(f"SELECT regexp_matches('a', '{text}');").returncode == 0


def test_plain_patterns_are_used(tmp_path: Path) -> None:
    """What people write passes, here and there."""
    for pattern in GOOD:
        assert compiler.errors(project(tmp_path, pattern)) == [], pattern
        assert read_by_duckdb(pattern), pattern


def test_no_pattern_fails_at_run_time_only(tmp_path: Path) -> None:
    """What passes here, passes there; what does not is one finding."""
    for pattern in HOSTILE:
        found = compiler.errors(project(tmp_path, pattern))
        if found:
            assert [one["code"] for one in found] == ["PW0315"], pattern
        else:
            assert read_by_duckdb(pattern), pattern

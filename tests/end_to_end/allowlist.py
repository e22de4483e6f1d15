"""Which Python a generated DAG file may consist of.

Source text must never become code: a file is imports, literals, and calls of what it
imported, and everything else is named here as a fault.
"""

import ast
from collections.abc import Iterator

MODULES = ("airflow.", "kubernetes.client", "datetime", "pendulum")

STATEMENTS = (ast.Import, ast.ImportFrom, ast.Assign, ast.With, ast.Expr)

EXPRESSIONS = (
    *(ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.keyword, ast.Starred),
    *(ast.List, ast.Tuple, ast.Dict, ast.Set),
    *(ast.BinOp, ast.RShift, ast.LShift, ast.BitOr, ast.BitAnd, ast.Mult, ast.Add),
    *(ast.UnaryOp, ast.USub, ast.Load, ast.Store, ast.withitem),
)


def faults(text: str) -> Iterator[str]:
    """Yield what a DAG file holds that it may not."""
    module = ast.parse(text)
    imported: set[str] = set()
    assigned: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = {alias.asname or alias.name for alias in node.names}
            imported |= names
            source = getattr(node, "module", None)
            for name in [source] if source else names:
                if not name.startswith(MODULES):
                    yield f"line {node.lineno}: imports {name}"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assigned.add(node.id)
    for node in ast.walk(module):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.stmt) and not isinstance(node, STATEMENTS):
            yield f"line {line}: a {type(node).__name__} statement"
        elif isinstance(node, ast.expr | ast.operator) and not isinstance(
            node, EXPRESSIONS
        ):
            yield f"line {line}: a {type(node).__name__} expression"
        elif isinstance(node, ast.Name) and not node.id.isascii():
            yield f"line {line}: the name {node.id}"
        elif isinstance(node, ast.Name) and node.id not in imported | assigned | {
            "__doc__"
        }:
            yield f"line {line}: {node.id} comes from nowhere"
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            yield f"line {line}: the private attribute {node.attr}"

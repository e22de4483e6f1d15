#!/usr/bin/env python3
"""Check that DAG files hold nothing but what the compiler means to write.

    python3 tests/airflow/allow_list.py FOLDER

Allowed are a docstring, imports from known modules, assignments, `with` blocks over
known calls, chains of `>>`, and functions of known shapes (`shapes.py`); as
expressions: literals, names the file itself defines, lists, dictionaries, calls of
known classes. Prints `{file: [problem]}` and exits 1 when there is any problem. Reads
the files only: nothing is imported.
"""

import ast
import json
import keyword
import sys
from pathlib import Path

import shapes

MODULES = {"json", "pendulum", "re"}
IMPORTS = {
    "datetime": {"timedelta"},
    "decimal": {"Decimal"},
    "functools": {"partial"},
    "airflow.providers.cncf.kubernetes.operators.pod": {"KubernetesPodOperator"},
    "airflow.providers.http.notifications.http": {"HttpNotifier"},
    "airflow.providers.pagerduty.notifications.pagerduty": {"PagerdutyNotifier"},
    "airflow.providers.slack.notifications.slack_webhook": {"SlackWebhookNotifier"},
    "airflow.providers.smtp.notifications.smtp": {"SmtpNotifier"},
    "airflow.providers.standard.operators.empty": {"EmptyOperator"},
    "airflow.providers.standard.operators.hitl": {"ApprovalOperator"},
    "airflow.providers.standard.sensors.time_delta": {"TimeDeltaSensor", "WaitSensor"},
    "airflow.sdk": {
        "DAG",
        "Asset",
        "AssetAll",
        "AssetAny",
        "AssetOrTimeSchedule",
        "AsyncCallback",
        "CronDataIntervalTimetable",
        "CronTriggerTimetable",
        "DeadlineAlert",
        "DeadlineReference",
        "Label",
        "MultipleCronTriggerTimetable",
        "Param",
        "TaskGroup",
        "literal",
        "task",
        "timezone",
    },
    "airflow.sdk.exceptions": {"AirflowFailException", "AirflowSkipException"},
    "kubernetes.client": {"models"},
}
# What functions use, and what is used in one way only.
NOT_CALLED = {
    "AirflowFailException",
    "AirflowSkipException",
    "Decimal",
    "DeadlineReference",
    "Label",
    "models",
    "task",
    "timezone",
}
CALLS = {name for names in IMPORTS.values() for name in names} - NOT_CALLED
OPERATORS = {name for name in CALLS if name.endswith(("Operator", "Sensor"))}
NOTIFIERS = {name for name in CALLS if name.endswith("Notifier")}
# What may be called on what a call made.
METHODS = {"as_setup", "as_teardown", "expand_kwargs"}


class Checker:
    """Walks one file and notes what has no business in it."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.problems: list[str] = []
        self.defined: set[str] = set()
        self.imported: set[str] = set()
        self.functions: set[str] = set()
        self.hooks: set[str] = set()

    def problem(self, node: ast.AST, text: str) -> None:
        """Note a problem and its line."""
        self.problems.append(f"line {getattr(node, 'lineno', 0)}: {text}")

    def module(self, tree: ast.Module) -> None:
        """Check a file."""
        if ast.get_docstring(tree, clean=False) is None:
            self.problem(tree, "no docstring")
        elif not ast.get_docstring(tree, clean=False).endswith("\n"):
            self.problem(tree, "docstring may be taken for the name of a file")
        for statement in tree.body[1:]:
            self.statement(statement, top=True)

    def statement(self, node: ast.stmt, *, top: bool) -> None:
        """Check a statement."""
        match node:
            case ast.Import() if top:
                self.import_module(node)
            case ast.ImportFrom() if top:
                self.import_from(node)
            case ast.FunctionDef(name=name) if top:
                self.define(node, name)
                self.hooks.add(name)
                if not shapes.is_hook(node):
                    self.problem(node, f"function {name}")
            case ast.FunctionDef(name=name):
                self.define(node, name)
                self.functions.add(name)
                for text in shapes.problems(node):
                    self.problem(node, text)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.define(node, name)
                self.expression(value)
            case ast.AnnAssign(
                target=ast.Name(id=name),
                annotation=ast.Name(id=annotation),
                value=ast.Call() as value,
            ) if annotation in OPERATORS:
                self.define(node, name)
                self.expression(value)
            case ast.With(items=[item]):
                self.expression(item.context_expr)
                match item.optional_vars:
                    case None:
                        pass
                    case ast.Name(id="dag"):
                        self.define(node, "dag")
                    case _:
                        self.problem(node, "unexpected name of a block")
                for inner in node.body:
                    self.statement(inner, top=False)
            case ast.Expr(value=ast.BinOp() as chain):
                self.chain(chain)
            case _:
                self.problem(node, f"statement {type(node).__name__}")

    def import_module(self, node: ast.Import) -> None:
        """Check an import of a whole module."""
        for alias in node.names:
            if alias.name not in MODULES or alias.asname:
                self.problem(node, f"import of {alias.name}")
            self.imported.add(alias.name)

    def import_from(self, node: ast.ImportFrom) -> None:
        """Check an import."""
        known = IMPORTS.get(node.module or "", set())
        for alias in node.names:
            name = alias.asname or alias.name
            if alias.name not in known or node.level:
                self.problem(node, f"import of {alias.name} from {node.module}")
            if (alias.name == "models") != (alias.asname == "k8s"):
                self.problem(node, f"{alias.name} imported as {alias.asname}")
            self.imported.add(name)

    def define(self, node: ast.AST, name: str) -> None:
        """Note a name, which must be new."""
        if name in self.defined | self.imported:
            self.problem(node, f"{name} is defined twice")
        if keyword.iskeyword(name) or name.startswith("__"):
            self.problem(node, f"{name} is Python's own")
        self.defined.add(name)

    def chain(self, node: ast.expr) -> None:
        """Check `a >> Label("…") >> b`, `[a, b] >> c`, and `a >> [b, c]`."""
        match node:
            case ast.BinOp(
                left=ast.Name() as left,
                op=ast.RShift(),
                right=ast.List(elts=[_, _, *_] as items),
            ):
                self.link(left)
                for item in items:
                    self.link(item)
            case ast.BinOp(
                left=left, op=ast.RShift(), right=ast.Call() | ast.Name() as right
            ):
                self.chain(left)
                self.link(right)
            case ast.List(elts=items) if items:
                for item in items:
                    self.link(item)
            case _:
                self.link(node)

    def link(self, node: ast.expr) -> None:
        """Check what a chain leads to."""
        match node:
            case ast.Name():
                self.expression(node)
            case ast.Call(
                func=ast.Name(id="Label"), args=[ast.Constant()], keywords=[]
            ):
                pass
            case _:
                self.problem(node, f"edge with {ast.unparse(node)}")

    def expression(self, node: ast.expr) -> None:
        """Check an expression."""
        match node:
            case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
                pass
            case ast.Name(id=name):
                if name not in self.defined | {"__doc__"}:
                    self.problem(node, f"unknown name {name}")
            case ast.Attribute(
                value=ast.Name(id="DeadlineReference"), attr="DAGRUN_QUEUED_AT"
            ):
                pass
            case ast.List(elts=items):
                for item in items:
                    inner = item.value if isinstance(item, ast.Starred) else item
                    self.expression(inner)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if key is None and not isinstance(value, ast.Name):
                        self.problem(node, "** of what is no name")
                    elif not isinstance(key, ast.Constant | None):
                        self.problem(node, "key that is no literal")
                    self.expression(value)
            case ast.Call(
                func=ast.Name(id="partial"), args=[ast.Name(id=name), argument]
            ) if name in self.hooks and not node.keywords:
                self.expression(argument)
            case ast.Call(
                func=ast.Name(id="AsyncCallback"),
                args=[ast.Name(id=name)],
                keywords=[ast.keyword(arg="kwargs", value=value)],
            ) if name in NOTIFIERS & self.imported:
                self.expression(value)
            case ast.Call(func=ast.Name(id=name), args=[], keywords=[]) if (
                name in self.functions
            ):
                pass
            case ast.Call(func=function, args=args, keywords=keywords):
                self.function(function)
                for argument in args:
                    self.expression(argument)
                for argument in keywords:
                    if argument.arg is None:
                        self.problem(node, "**")
                    self.expression(argument.value)
            case _:
                self.problem(node, f"expression {type(node).__name__}")

    def function(self, node: ast.expr) -> None:
        """Check what is called."""
        match node:
            case ast.Name(id=name) if name in CALLS & self.imported:
                pass
            case ast.Attribute(value=ast.Name(id="k8s"), attr=name) if name.startswith(
                "V1",
            ):
                pass
            case ast.Attribute(value=ast.Name(id="pendulum"), attr="datetime"):
                pass
            case ast.Attribute(
                value=ast.Name(id="KubernetesPodOperator"), attr="partial"
            ):
                pass
            case ast.Attribute(value=ast.Call() as made, attr=name) if name in METHODS:
                self.expression(made)
            case _:
                self.problem(node, f"call of {ast.unparse(node)}")


def problems(path: Path) -> list[str]:
    """Return what is wrong with one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    checker = Checker()
    checker.module(tree)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    unused = (checker.imported | checker.hooks) - used
    return checker.problems + [f"{name} is there for nothing" for name in unused]


def main() -> None:
    """Check the folder that the command line names."""
    found = {
        str(path): wrong
        for path in sorted(Path(sys.argv[1]).rglob("*.py"))
        if (wrong := problems(path))
    }
    print(json.dumps(found, indent=2))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
